package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.util.ArrayList;
import java.util.List;

/**
 * Joins the voices of a long recording block by block as they come, so that cost grows with its
 * length, and memory with the logarithm of that: each block of {@value #BLOCK} clusters is reduced
 * to {@value #LEFT}, which are clusters of a block one level above. Confined to one analysis.
 */
final class VoiceBlocks {
  /** Clusters that one chain takes: its cost grows with their square. */
  private static final int BLOCK = 150;

  /** Clusters that a block is reduced to. */
  private static final int LEFT = 12;

  private final MergeChain chain;
  private final Cancellation cancellation;
  private final List<List<Voice>> levels = new ArrayList<>();

  VoiceBlocks(MergeChain chain, Cancellation cancellation) {
    this.chain = chain;
    this.cancellation = cancellation;
    levels.add(new ArrayList<>());
  }

  /** Takes in the next piece of speech. */
  void add(Voice voice) throws JobFailedException {
    add(0, voice);
  }

  private void add(int level, Voice voice) throws JobFailedException {
    if (levels.get(level).size() == BLOCK) {
      reduce(level);
    }
    levels.get(level).add(voice);
  }

  private void reduce(int level) throws JobFailedException {
    List<Voice> block = List.copyOf(levels.get(level));
    levels.get(level).clear();
    if (levels.size() == level + 1) {
      levels.add(new ArrayList<>());
    }
    List<MergeChain.State> states = chain.run(block, Math.min(block.size(), LEFT), cancellation);
    for (Voice voice : states.get(states.size() - 1).voices()) {
      add(level + 1, voice);
    }
  }

  /** The clusters that are left, no more than a block; nothing may be added afterwards. */
  List<Voice> left() throws JobFailedException {
    for (int level = 0; level + 1 < levels.size(); level++) {
      reduce(level);
    }
    return levels.get(levels.size() - 1);
  }
}
