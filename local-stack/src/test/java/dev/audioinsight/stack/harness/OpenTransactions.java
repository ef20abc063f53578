package dev.audioinsight.stack.harness;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionState;

/** What a broker's transaction coordinator says of transactions (KIP-664). */
public final class OpenTransactions {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Set<TransactionState> ENDING =
      Set.of(TransactionState.PREPARE_COMMIT, TransactionState.PREPARE_ABORT);

  private OpenTransactions() {}

  /** Returns when each transaction is open or complete: no markers are on their way. */
  public static void awaitNoneEnding(String bootstrapServers) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      ListTransactionsOptions ending = new ListTransactionsOptions().filterStates(ENDING);
      await("the end of the transactions that are being ended")
          .atMost(LIMIT)
          .until(() -> admin.listTransactions(ending).all().get().isEmpty());
    }
  }
}
