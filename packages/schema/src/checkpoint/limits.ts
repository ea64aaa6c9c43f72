/** What this package reads at most, so that a hostile file costs little before it is refused (CKPT-16). */
export const limits = {
  /** Bytes of a safetensors header, or of a folder's manifest. */
  headerBytes: 16_777_216,
  /** Bytes of a checkpoint that is one JSON text. */
  jsonBytes: 67_108_864,
  /** Objects and arrays inside one another in any JSON. */
  depth: 64,
  /** Tensors of one file. */
  tensors: 100_000,
  /** Dimensions of a tensor. */
  dimensions: 32,
  /** Characters of a program. */
  programCharacters: 65_536,
  /** Files of a folder. */
  shards: 10_000,
} as const;
