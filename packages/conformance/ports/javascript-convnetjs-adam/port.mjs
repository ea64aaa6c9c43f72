// ConvNetJS when it is asked for the method "adam", which its documentation names after the paper.
import { convnetPort } from "../javascript-convnetjs/port.mjs";

export default convnetPort(["adam"], "paper");
