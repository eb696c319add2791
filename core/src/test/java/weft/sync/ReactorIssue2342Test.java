package weft.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * reactor/reactor-core#2342: emitting from several threads at the same time failed with an error
 * code that callers had to answer by a busy loop. Here many senders are the ordinary case.
 */
@Timeout(60)
class ReactorIssue2342Test {

  @Test
  void sendersOfSeveralThreadsNeverFailForEachOther() throws Exception {
    int threads = 4;
    int each = 20_000;
    Mpsc<Integer> channel = Mpsc.unbounded();
    CyclicBarrier start = new CyclicBarrier(threads);
    List<Thread> sending = new ArrayList<>();
    int[] refused = new int[threads];
    for (int t = 0; t < threads; t++) {
      int me = t;
      Thread thread =
          new Thread(
              () -> {
                try {
                  start.await(30, TimeUnit.SECONDS);
                } catch (Exception failure) {
                  refused[me] = -1;
                  return;
                }
                for (int i = 0; i < each; i++) {
                  if (!channel.sender().trySend(me * each + i).isSent()) {
                    refused[me]++;
                  }
                }
              });
      thread.start();
      sending.add(thread);
    }
    for (Thread thread : sending) {
      thread.join();
    }
    assertThat(refused).containsOnly(0);
    int[] last = new int[threads];
    for (int i = 0; i < threads * each; i++) {
      if (channel.receiver().tryReceive() instanceof TryReceive.Received<Integer> received) {
        int value = received.value();
        assertThat(value % each).as("in the order of its sender").isEqualTo(last[value / each]++);
      }
    }
    assertThat(last).containsOnly(each);
  }
}
