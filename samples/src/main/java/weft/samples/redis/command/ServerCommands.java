package weft.samples.redis.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import weft.samples.redis.protocol.Bytes;
import weft.samples.redis.protocol.Replies;
import weft.samples.redis.protocol.Reply;
import weft.samples.redis.store.Glob;

/** INFO, CONFIG and COMMAND: what the server tells about itself. */
final class ServerCommands {
  /** The version of Redis whose replies these are. */
  static final String COMPATIBLE_VERSION = "7.0.15";

  private static final Pattern WILDCARDS = Pattern.compile("[*?\\[]");

  private ServerCommands() {}

  static void addTo(CommandTable table) {
    table.group("server");
    table.onDatabase("info", -1, "loading stale", InfoReport::reply);

    CommandTable config = CommandTable.ofSubcommands("config");
    config.group("server");
    config.onConnection("get", -3, "admin noscript loading stale", ServerCommands::configGet);
    config.onConnection("help", 2, "", call -> ConnectionCommands.Help.of("config", config));
    table.container("config", -2, call -> Replies.NOTHING, config);

    CommandTable command = CommandTable.ofSubcommands("command");
    command.group("server");
    command.onConnection(
        "count",
        2,
        "loading stale",
        call -> Replies.integer(call.engine().commands().all().size()));
    command.onConnection("info", -2, "loading stale", CommandReport::info);
    command.onConnection("list", -2, "loading stale", CommandReport::list);
    command.onConnection("docs", -2, "loading stale", CommandReport::docs);
    command.onConnection("help", 2, "", call -> ConnectionCommands.Help.of("command", command));
    table.container("command", -1, CommandReport::all, command);
  }

  /** A name without wildcards is told as the client spelled it; nothing is told twice. */
  private static Reply configGet(Call call) {
    Map<String, String> settings = call.engine().settings();
    Map<Bytes, String> found = new LinkedHashMap<>();
    for (Bytes argument : call.argumentsFrom(2)) {
      String name = argument.toLatin1().toLowerCase(Locale.ROOT);
      if (!WILDCARDS.matcher(name).find()) {
        String value = settings.get(name);
        if (value != null) {
          found.put(argument, value);
        }
        continue;
      }
      Glob pattern = Glob.of(Bytes.of(name));
      new TreeMap<>(settings)
          .forEach(
              (key, value) -> {
                if (pattern.matches(Bytes.of(key))) {
                  found.put(Bytes.of(key), value);
                }
              });
    }
    List<Bytes> pairs = new ArrayList<>();
    found.forEach(
        (name, value) -> {
          pairs.add(name);
          pairs.add(Bytes.of(value));
        });
    return Replies.bulks(pairs);
  }
}
