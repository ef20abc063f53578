package dev.audioinsight.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metadata.PartitionRecord;
import org.apache.kafka.common.metadata.TopicRecord;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.MetadataProvenance;
import org.apache.kafka.metadata.KRaftMetadataCache;
import org.apache.kafka.metadata.LeaderRecoveryState;
import org.apache.kafka.server.common.KRaftVersion;
import org.junit.jupiter.api.Test;

/**
 * A fault of Kafka's that the worker cannot mend (KAFKA-20734, docs/reliability.md): a transaction
 * coordinator asks where the leader of a partition is, takes "there is none at this moment" for
 * "there is no such partition", and counts a transaction as complete without its markers there.
 *
 * <p>Once this test fails the fault is gone: then the chaos may restart the broker under the
 * workers' hands ({@code Fault.RestartBroker}) and kill it ({@code FaultPlan}), and
 * docs/reliability.md is to say so.
 */
class LeaderlessPartitionTest {
  private static final Uuid TOPIC = Uuid.randomUuid();
  private static final int NOBODY = -1;

  @Test
  void shouldStillBeTakenForDeletedByKafka() {
    KRaftMetadataCache cache = new KRaftMetadataCache(1, () -> KRaftVersion.LATEST_PRODUCTION);
    cache.setImage(imageOf(NOBODY));

    assertThat(cache.contains(new TopicPartition("results", 0))).isTrue();
    assertThat(leaderOf(cache, "results")).isEqualTo(leaderOf(cache, "deleted")).isEmpty();
  }

  private static Optional<Node> leaderOf(KRaftMetadataCache cache, String topic) {
    return cache.getPartitionLeaderEndpoint(topic, 0, new ListenerName("PLAINTEXT"));
  }

  private static MetadataImage imageOf(int leader) {
    MetadataDelta delta = new MetadataDelta.Builder().setImage(MetadataImage.EMPTY).build();
    delta.replay(new TopicRecord().setName("results").setTopicId(TOPIC));
    delta.replay(
        new PartitionRecord()
            .setTopicId(TOPIC)
            .setPartitionId(0)
            .setReplicas(List.of(1))
            .setIsr(List.of(1))
            .setLeader(leader)
            .setLeaderRecoveryState(LeaderRecoveryState.RECOVERED.value()));
    return delta.apply(MetadataProvenance.EMPTY);
  }
}
