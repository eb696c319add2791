package weft.samples.redis.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.samples.redis.protocol.Bytes;

class EntryTableTest {
  private static Entry entry(Bytes key) {
    return new Entry(key, StringValue.of(key));
  }

  private static Entry entry(int number) {
    return entry(Bytes.of("key:" + number));
  }

  /** An assertion cheap enough for the innermost loops. */
  private static void check(boolean holds) {
    if (!holds) {
      throw new AssertionError("table and model differ");
    }
  }

  @Test
  void behavesAsAMap() {
    SplittableRandom random = new SplittableRandom(7);
    EntryTable table = new EntryTable();
    Map<Bytes, Entry> model = new HashMap<>();
    for (int i = 0; i < 200_000; i++) {
      // The range widens and narrows, so that the table grows and shrinks.
      int range = 10 + (i / 10_000 % 2 == 0 ? 5000 : 20);
      Bytes key = Bytes.of("key:" + random.nextInt(range));
      Entry present = table.get(key);
      check(present == model.get(key));
      if (present == null) {
        Entry added = entry(key);
        table.add(added);
        model.put(key, added);
      } else {
        table.remove(present);
        model.remove(key);
      }
      check(table.size() == model.size());
    }
    Set<Entry> seen = new HashSet<>();
    table.forEach(seen::add);
    assertThat(seen).isEqualTo(new HashSet<>(model.values()));
  }

  /** Lengths around those of a word and of two, and strings that differ in one byte anywhere. */
  @Test
  void keysThatDifferInOneByteAreDifferent() {
    EntryTable table = new EntryTable();
    Set<Bytes> keys = new HashSet<>();
    for (int length = 0; length <= 20; length++) {
      keys.add(Bytes.of(new byte[length]));
      for (int i = 0; i < length; i++) {
        byte[] key = new byte[length];
        key[i] = 1;
        keys.add(Bytes.of(key));
      }
    }
    keys.forEach(key -> table.add(entry(key)));
    for (Bytes key : keys) {
      Entry found = Objects.requireNonNull(table.get(key));
      assertThat(found.key()).isEqualTo(key);
      keys.forEach(other -> check(found.hasKey(other) == key.equals(other)));
      Entry alike = entry(key);
      keys.forEach(other -> check(alike.hasSameBytes(other) == key.equals(other)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16, 17, 1000})
  void anUndisturbedScanSeesEveryEntryOnce(int size) {
    EntryTable table = new EntryTable();
    for (int i = 0; i < size; i++) {
      table.add(entry(i));
    }
    Map<Bytes, Integer> seen = new HashMap<>();
    long cursor = 0;
    do {
      cursor = table.scan(cursor, entry -> seen.merge(entry.key(), 1, Integer::sum));
    } while (cursor != 0);
    assertThat(seen).hasSize(size);
    assertThat(seen.values()).allMatch(times -> times == 1);
  }

  @Test
  void aScanSeesWhatIsThereAllTheTimeHoweverTheTableGrowsAndShrinks() {
    for (int seed = 0; seed < 100; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      EntryTable table = new EntryTable();
      int staying = 1 + random.nextInt(300);
      for (int i = 0; i < staying; i++) {
        table.add(entry(i));
      }
      Set<Bytes> seen = new HashSet<>();
      int passing = staying;
      long cursor = 0;
      int calls = 0;
      do {
        cursor = table.scan(cursor, entry -> seen.add(entry.key()));
        check(++calls < 100_000);
        int wanted = random.nextInt(1500);
        while (calls % 16 == 0 && passing < staying + wanted && calls < 3000) {
          table.add(entry(passing++));
        }
        while (calls % 16 == 8 && passing > staying + wanted / 8) {
          Entry removed = table.get(Bytes.of("key:" + --passing));
          table.remove(Objects.requireNonNull(removed));
        }
      } while (cursor != 0);
      for (int i = 0; i < staying; i++) {
        check(seen.contains(Bytes.of("key:" + i)));
      }
    }
  }
}
