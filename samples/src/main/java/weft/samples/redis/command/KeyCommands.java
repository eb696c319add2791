package weft.samples.redis.command;

import java.util.ArrayList;
import java.util.List;
import weft.samples.redis.protocol.Bytes;
import weft.samples.redis.protocol.ErrorReplyException;
import weft.samples.redis.protocol.Replies;
import weft.samples.redis.protocol.Reply;
import weft.samples.redis.store.Database;
import weft.samples.redis.store.Entry;
import weft.samples.redis.store.Glob;

/** Commands on keys of any type: DEL, EXISTS, TYPE, KEYS, SCAN, RENAME, DBSIZE, FLUSH*. */
final class KeyCommands {
  private static final Reply NONE = Replies.simple("none");

  private KeyCommands() {}

  static void addTo(CommandTable table) {
    table.group("generic");
    table.onKeys("del", -2, "write", 1, -1, 1, KeyCommands::delete);
    table.onKeys("unlink", -2, "write fast", 1, -1, 1, KeyCommands::delete);
    table.onKeys("exists", -2, "readonly fast", 1, -1, 1, KeyCommands::exists);
    table.onKeys("type", 2, "readonly fast", 1, 1, 1, KeyCommands::type);
    table.onKeys("rename", 3, "write", 1, 2, 1, KeyCommands::rename);
    table.onKeys("renamenx", 3, "write fast", 1, 2, 1, KeyCommands::renameIfAbsent);
    table.onDatabase("keys", 2, "readonly", KeyCommands::keys);
    table.onDatabase("scan", -2, "readonly", ScanCommand::run);
    table.onDatabase("dbsize", 1, "readonly fast", call -> Replies.integer(call.database().size()));
    table.onDatabase("flushall", -1, "write", KeyCommands::flushAll);
    table.onDatabase("flushdb", -1, "write", KeyCommands::flushDatabase);
  }

  private static Reply delete(Call call) {
    Database database = call.database();
    long deleted = 0;
    for (int i = 1; i < call.size(); i++) {
      Entry entry = database.find(call.argument(i));
      if (entry != null) {
        database.remove(entry);
        deleted++;
      }
    }
    return Replies.integer(deleted);
  }

  private static Reply exists(Call call) {
    long found = 0;
    for (int i = 1; i < call.size(); i++) {
      if (call.database().find(call.argument(i)) != null) {
        found++;
      }
    }
    return Replies.integer(found);
  }

  private static Reply type(Call call) {
    Entry entry = call.database().find(call.argument(1));
    return entry == null ? NONE : Replies.simple(entry.value().typeName());
  }

  private static Reply rename(Call call) {
    move(call, existing(call));
    return Replies.OK;
  }

  private static Reply renameIfAbsent(Call call) {
    Entry source = existing(call);
    if (call.database().find(call.argument(2)) != null) {
      return Replies.integer(0);
    }
    move(call, source);
    return Replies.integer(1);
  }

  private static Entry existing(Call call) {
    Entry source = call.database().find(call.argument(1));
    if (source == null) {
      throw ErrorReplyException.err("no such key");
    }
    return source;
  }

  private static void move(Call call, Entry source) {
    Bytes target = call.argument(2);
    if (target.equals(source.key())) {
      return;
    }
    Database database = call.database();
    long deadline = source.deadline();
    database.remove(source);
    Entry moved = database.put(target, source.value(), false);
    database.setDeadline(moved, deadline);
  }

  private static Reply keys(Call call) {
    Glob pattern = Glob.of(call.argument(1));
    boolean all = call.argument(1).equals(Bytes.of("*"));
    List<Bytes> keys = new ArrayList<>();
    call.database()
        .forEach(
            entry -> {
              if (all || pattern.matches(entry.key())) {
                keys.add(entry.key());
              }
            });
    return Replies.bulks(keys);
  }

  private static Reply flushAll(Call call) {
    checkFlushOption(call);
    call.engine().keyspace().clear();
    return Replies.OK;
  }

  private static Reply flushDatabase(Call call) {
    checkFlushOption(call);
    call.database().clear();
    return Replies.OK;
  }

  /** Either option is taken; flushing only drops references, so there is nothing to defer. */
  private static void checkFlushOption(Call call) {
    boolean known = call.size() == 2 && (call.isWord(1, "async") || call.isWord(1, "sync"));
    if (call.size() > 1 && !known) {
      throw ErrorReplyException.syntax();
    }
  }
}
