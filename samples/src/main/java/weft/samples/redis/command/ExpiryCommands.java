package weft.samples.redis.command;

import org.jspecify.annotations.Nullable;
import weft.samples.redis.protocol.ErrorReplyException;
import weft.samples.redis.protocol.Replies;
import weft.samples.redis.protocol.Reply;
import weft.samples.redis.store.Database;
import weft.samples.redis.store.Entry;

/** EXPIRE, PEXPIRE, EXPIREAT, PEXPIREAT, TTL, PTTL, PERSIST. */
final class ExpiryCommands {
  private static final Reply NO_KEY = Replies.integer(-2);
  private static final Reply NO_DEADLINE = Replies.integer(-1);

  private ExpiryCommands() {}

  static void addTo(CommandTable table) {
    table.group("generic");
    table.onKeys("expire", -3, "write fast", 1, 1, 1, expire("expire", Deadlines.Form.SECONDS));
    table.onKeys(
        "pexpire", -3, "write fast", 1, 1, 1, expire("pexpire", Deadlines.Form.MILLISECONDS));
    table.onKeys(
        "expireat", -3, "write fast", 1, 1, 1, expire("expireat", Deadlines.Form.UNIX_SECONDS));
    table.onKeys(
        "pexpireat",
        -3,
        "write fast",
        1,
        1,
        1,
        expire("pexpireat", Deadlines.Form.UNIX_MILLISECONDS));
    table.onKeys("ttl", 2, "readonly fast", 1, 1, 1, call -> timeToLive(call, 1000));
    table.onKeys("pttl", 2, "readonly fast", 1, 1, 1, call -> timeToLive(call, 1));
    table.onKeys("persist", 2, "write fast", 1, 1, 1, ExpiryCommands::persist);
  }

  /** Under which condition a deadline is set. */
  private record Condition(boolean ifNone, boolean ifSome, boolean ifGreater, boolean ifLess) {
    static Condition parse(Call call) {
      boolean nx = false;
      boolean xx = false;
      boolean gt = false;
      boolean lt = false;
      for (int i = 3; i < call.size(); i++) {
        if (call.isWord(i, "nx")) {
          nx = true;
        } else if (call.isWord(i, "xx")) {
          xx = true;
        } else if (call.isWord(i, "gt")) {
          gt = true;
        } else if (call.isWord(i, "lt")) {
          lt = true;
        } else {
          throw ErrorReplyException.err("Unsupported option " + call.argument(i).quoted());
        }
      }
      if (nx && (xx || gt || lt)) {
        throw ErrorReplyException.err(
            "NX and XX, GT or LT options at the same time are not compatible");
      }
      if (gt && lt) {
        throw ErrorReplyException.err("GT and LT options at the same time are not compatible");
      }
      return new Condition(nx, xx, gt, lt);
    }

    /** A key that does not expire counts as one whose deadline is infinitely far away. */
    boolean allows(long current, long wanted) {
      boolean has = current != Entry.NEVER;
      return !(ifNone && has)
          && !(ifSome && !has)
          && !(ifGreater && (!has || wanted <= current))
          && !(ifLess && has && wanted >= current);
    }
  }

  private static Handler expire(String name, Deadlines.Form form) {
    return call -> {
      Condition condition = Condition.parse(call);
      Database database = call.database();
      long now = database.now();
      long deadline = Deadlines.any(call.integer(2), form, now, name);
      Entry entry = database.find(call.argument(1));
      if (entry == null || !condition.allows(entry.deadline(), deadline)) {
        return Replies.integer(0);
      }
      if (deadline <= now) {
        database.remove(entry);
      } else {
        database.setDeadline(entry, deadline);
      }
      return Replies.integer(1);
    };
  }

  private static Reply timeToLive(Call call, long unit) {
    @Nullable Entry entry = call.database().find(call.argument(1));
    if (entry == null) {
      return NO_KEY;
    }
    if (entry.deadline() == Entry.NEVER) {
      return NO_DEADLINE;
    }
    long left = Math.max(0, entry.deadline() - call.database().now());
    return Replies.integer((left + unit / 2) / unit);
  }

  private static Reply persist(Call call) {
    Entry entry = call.database().find(call.argument(1));
    if (entry == null || entry.deadline() == Entry.NEVER) {
      return Replies.integer(0);
    }
    call.database().setDeadline(entry, Entry.NEVER);
    return Replies.integer(1);
  }
}
