package weft.samples.redis.command;

import org.jspecify.annotations.Nullable;
import weft.samples.redis.protocol.Bytes;
import weft.samples.redis.protocol.ErrorReplyException;
import weft.samples.redis.protocol.Replies;
import weft.samples.redis.protocol.Reply;
import weft.samples.redis.store.Database;
import weft.samples.redis.store.Entry;
import weft.samples.redis.store.StringValue;

/** GET, SET and their relatives. */
final class StringCommands {
  /** As long as a string may become by appending. */
  private static final long MAX_LENGTH = 512L << 20;

  private StringCommands() {}

  static void addTo(CommandTable table) {
    table.group("string");
    table.onKeys("get", 2, "readonly fast", 1, 1, 1, StringCommands::get);
    table.onKeys("set", -3, "write denyoom", 1, 1, 1, StringCommands::set);
    table.onKeys("getset", 3, "write denyoom fast", 1, 1, 1, StringCommands::getAndSet);
    table.onKeys("getdel", 2, "write fast", 1, 1, 1, StringCommands::getAndDelete);
    table.onKeys("setnx", 3, "write denyoom fast", 1, 1, 1, StringCommands::setIfAbsent);
    table.onKeys(
        "setex", 4, "write denyoom", 1, 1, 1, setWithTime("setex", Deadlines.Form.SECONDS));
    table.onKeys(
        "psetex", 4, "write denyoom", 1, 1, 1, setWithTime("psetex", Deadlines.Form.MILLISECONDS));
    table.onKeys("mget", -2, "readonly fast", 1, -1, 1, StringCommands::getMany);
    table.onKeys("mset", -3, "write denyoom", 1, -1, 2, StringCommands::setMany);
    table.onKeys("append", 3, "write denyoom fast", 1, 1, 1, StringCommands::append);
    table.onKeys("strlen", 2, "readonly fast", 1, 1, 1, StringCommands::length);
  }

  private static @Nullable StringValue find(Call call) {
    return call.database().value(call.argument(1), StringValue.class);
  }

  private static Reply reply(@Nullable StringValue string) {
    return string == null ? Replies.NULL_BULK : Replies.bulk(string.array(), string.length());
  }

  private static Reply get(Call call) {
    return reply(find(call));
  }

  private static Reply set(Call call) {
    SetOptions options = SetOptions.parse(call);
    Database database = call.database();
    Bytes key = call.argument(1);
    Reply old = options.returnOld() ? get(call) : null;
    if (options.isConditional() && !options.allows(database.find(key) != null)) {
      return old != null ? old : Replies.NULL_BULK;
    }
    Entry entry = database.put(key, StringValue.of(call.argument(2)), options.keepDeadline());
    if (options.deadline() != Entry.NEVER) {
      database.setDeadline(entry, options.deadline());
    }
    return old != null ? old : Replies.OK;
  }

  private static Reply getAndSet(Call call) {
    Reply old = get(call);
    call.database().put(call.argument(1), StringValue.of(call.argument(2)), false);
    return old;
  }

  private static Reply getAndDelete(Call call) {
    Reply old = get(call);
    Entry entry = call.database().find(call.argument(1));
    if (entry != null) {
      call.database().remove(entry);
    }
    return old;
  }

  private static Reply setIfAbsent(Call call) {
    Database database = call.database();
    boolean absent = database.find(call.argument(1)) == null;
    if (absent) {
      database.put(call.argument(1), StringValue.of(call.argument(2)), false);
    }
    return Replies.integer(absent);
  }

  private static Handler setWithTime(String name, Deadlines.Form form) {
    return call -> {
      Database database = call.database();
      long deadline = Deadlines.positive(call.integer(2), form, database.now(), name);
      Entry entry = database.put(call.argument(1), StringValue.of(call.argument(3)), false);
      database.setDeadline(entry, deadline);
      return Replies.OK;
    };
  }

  private static Reply getMany(Call call) {
    @Nullable Bytes[] values = new Bytes[call.size() - 1];
    for (int i = 0; i < values.length; i++) {
      Entry entry = call.database().find(call.argument(i + 1));
      values[i] =
          entry != null && entry.value() instanceof StringValue string ? string.toBytes() : null;
    }
    return Replies.bulks(values);
  }

  private static Reply setMany(Call call) {
    if (call.size() % 2 == 0) {
      throw ErrorReplyException.arity("mset");
    }
    for (int i = 1; i < call.size(); i += 2) {
      call.database().put(call.argument(i), StringValue.of(call.argument(i + 1)), false);
    }
    return Replies.OK;
  }

  private static Reply append(Call call) {
    StringValue string = find(call);
    Bytes suffix = call.argument(2);
    if (string == null) {
      call.database().put(call.argument(1), StringValue.of(suffix), false);
      return Replies.integer(suffix.length());
    }
    if ((long) string.length() + suffix.length() > MAX_LENGTH) {
      throw ErrorReplyException.err("string exceeds maximum allowed size (proto-max-bulk-len)");
    }
    string.append(suffix);
    return Replies.integer(string.length());
  }

  private static Reply length(Call call) {
    StringValue string = find(call);
    return Replies.integer(string == null ? 0 : string.length());
  }
}
