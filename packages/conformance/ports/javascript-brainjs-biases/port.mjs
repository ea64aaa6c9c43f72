// The biases of brain.js, which it adjusts in other ways than the weights.
import { brainPort } from "../javascript-brainjs/port.mjs";

export default brainPort("biases");
