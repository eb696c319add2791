package weft.samples.redis.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import weft.samples.redis.protocol.Bytes;

class KeyspaceTest {
  private final AtomicLong clock = new AtomicLong(1_000_000);
  private final Keyspace keyspace = new Keyspace(2, clock::get, new SplittableRandom(1));
  private final Database database = keyspace.database(0);

  private Entry put(String key, long lifetime) {
    Entry entry = database.put(Bytes.of(key), StringValue.of(Bytes.of("v")), false);
    if (lifetime >= 0) {
      database.setDeadline(entry, clock.get() + lifetime);
    }
    return entry;
  }

  @Test
  void aKeyIsGoneOnceItsDeadlineHasPassed() {
    put("k", 10);
    clock.addAndGet(10);
    assertThat(database.find(Bytes.of("k"))).isNotNull();
    clock.addAndGet(1);
    assertThat(database.find(Bytes.of("k"))).isNull();
    assertThat(database.size()).isZero();
    assertThat(database.expiringKeys()).isZero();
  }

  @Test
  void nobodyNeedsToLookForAKeyToExpire() {
    put("a", 10);
    put("b", 20);
    put("c", -1);
    assertThat(keyspace.expireDue(100)).isEqualTo(clock.get() + 11);
    clock.addAndGet(11);
    assertThat(keyspace.expireDue(100)).isEqualTo(clock.get() + 10);
    assertThat(database.size()).isEqualTo(2);
    clock.addAndGet(10);
    assertThat(keyspace.expireDue(100)).isEqualTo(Entry.NEVER);
    assertThat(database.size()).isEqualTo(1);
  }

  @Test
  void expiringIsDoneInSteps() {
    for (int i = 0; i < 100; i++) {
      put("k" + i, 5);
    }
    clock.addAndGet(6);
    assertThat(keyspace.expireDue(40)).isLessThanOrEqualTo(clock.get());
    assertThat(database.size()).isEqualTo(60);
    keyspace.expireDue(40);
    assertThat(keyspace.expireDue(40)).isEqualTo(Entry.NEVER);
    assertThat(database.size()).isZero();
  }

  @Test
  void anEarlierDeadlineIsToldOnceAndALaterOneIsNot() {
    assertThat(keyspace.takeEarlierDeadline()).isFalse();
    put("a", 1000);
    assertThat(keyspace.takeEarlierDeadline()).isTrue();
    assertThat(keyspace.takeEarlierDeadline()).isFalse();
    keyspace.expireDue(10);
    put("b", 2000);
    assertThat(keyspace.takeEarlierDeadline()).isFalse();
    put("c", 500);
    assertThat(keyspace.takeEarlierDeadline()).isTrue();
  }

  @Test
  void deadlinesComeInOrderWhateverIsChanged() {
    SplittableRandom random = new SplittableRandom(9);
    Entry[] entries = new Entry[500];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = put("k" + i, random.nextInt(10_000));
    }
    for (int i = 0; i < 5000; i++) {
      Entry entry = entries[random.nextInt(entries.length)];
      long deadline = random.nextInt(5) == 0 ? Entry.NEVER : clock.get() + random.nextInt(10_000);
      database.setDeadline(entry, deadline);
      assertThat(entry.deadline()).isEqualTo(deadline);
      long earliest = Entry.NEVER;
      for (Entry other : entries) {
        earliest = Math.min(earliest, other.deadline());
      }
      assertThat(database.nextDeadline()).isEqualTo(earliest);
    }
  }

  @Test
  void overwritingForgetsTheDeadlineUnlessItIsKept() {
    Bytes key = Bytes.of("k");
    put("k", 10);
    database.put(key, StringValue.of(1), true);
    assertThat(database.expiringKeys()).isEqualTo(1);
    database.put(key, StringValue.of(2), false);
    assertThat(database.expiringKeys()).isZero();
    assertThat(keyspace.expireDue(1)).isEqualTo(Entry.NEVER);
  }
}
