package dev.audioinsight.worker.inference;

/**
 * How ONNX Runtime keeps the memory of its runs. Immutable.
 *
 * @param arena whether freed blocks are kept for the next run, or go back to the allocator
 * @param shrink whether the arena gives back after each run what it does not hold at all times
 * @param pattern whether a plan of memory is kept for each shape that was seen
 */
public record NetworkMemory(boolean arena, boolean shrink, boolean pattern) {
  /**
   * The smallest without a loss of speed. Runs have a bounded length, and so has what the arena
   * comes to keep; shrinking it after each run takes more, for the blocks that it frees and asks
   * for again leave holes in the C library's heap. Measured: {@code docs/reliability.md}.
   */
  public static final NetworkMemory DEFAULT = new NetworkMemory(true, false, false);
}
