package weft.samples.redis.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import weft.samples.redis.protocol.Bytes;
import weft.samples.redis.protocol.ErrorReplyException;
import weft.samples.redis.protocol.Replies;
import weft.samples.redis.protocol.Reply;
import weft.samples.redis.store.Database;
import weft.samples.redis.store.Entry;
import weft.samples.redis.store.Glob;

/** SCAN: the keys bit by bit, see {@code EntryTable} for what that guarantees. */
final class ScanCommand {
  private static final Pattern UNSIGNED = Pattern.compile("([+-]?[0-9]+)?");
  private static final long DEFAULT_COUNT = 10;

  /** Of a sparse table, at most this many buckets are visited for each key asked for. */
  private static final long BUCKETS_PER_KEY = 10;

  private long count = DEFAULT_COUNT;
  private @Nullable Glob pattern;
  private @Nullable String type;

  private ScanCommand() {}

  static Reply run(Call call) {
    long cursor = parseCursor(call.argument(1));
    ScanCommand scan = new ScanCommand();
    scan.parseOptions(call);
    return scan.run(call.database(), cursor);
  }

  private Reply run(Database database, long start) {
    List<Entry> entries = new ArrayList<>();
    long cursor = start;
    long buckets = count > Long.MAX_VALUE / BUCKETS_PER_KEY ? count : count * BUCKETS_PER_KEY;
    do {
      cursor = database.scan(cursor, entries::add);
      buckets--;
    } while (cursor != 0 && buckets >= 0 && entries.size() < count);
    List<Bytes> keys = entries.stream().filter(this::isWanted).map(Entry::key).toList();
    return Replies.array(Replies.bulk(Long.toUnsignedString(cursor)), Replies.bulks(keys));
  }

  private boolean isWanted(Entry entry) {
    return (pattern == null || pattern.matches(entry.key()))
        && (type == null || type.equals(entry.value().typeName()));
  }

  private void parseOptions(Call call) {
    for (int i = 2; i < call.size(); i += 2) {
      boolean hasValue = i + 1 < call.size();
      if (hasValue && call.isWord(i, "count")) {
        count = call.integer(i + 1);
        if (count < 1) {
          throw ErrorReplyException.syntax();
        }
      } else if (hasValue && call.isWord(i, "match")) {
        Bytes text = call.argument(i + 1);
        pattern = text.equals(Bytes.of("*")) ? null : Glob.of(text);
      } else if (hasValue && call.isWord(i, "type")) {
        type = call.argument(i + 1).toLatin1().toLowerCase(Locale.ROOT);
      } else {
        throw ErrorReplyException.syntax();
      }
    }
  }

  private static long parseCursor(Bytes text) {
    String digits = text.toLatin1();
    if (!UNSIGNED.matcher(digits).matches()) {
      throw invalidCursor();
    }
    if (digits.isEmpty()) {
      return 0;
    }
    boolean negative = digits.startsWith("-");
    String magnitude = negative || digits.startsWith("+") ? digits.substring(1) : digits;
    try {
      long value = Long.parseUnsignedLong(magnitude);
      return negative ? -value : value;
    } catch (NumberFormatException e) {
      throw invalidCursor();
    }
  }

  private static ErrorReplyException invalidCursor() {
    return ErrorReplyException.err("invalid cursor");
  }
}
