package weft.samples.redis.command;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import weft.samples.redis.protocol.Bytes;
import weft.samples.redis.protocol.Replies;
import weft.samples.redis.protocol.Reply;
import weft.samples.redis.store.Database;

/** INFO: sections of {@code name:value} lines. */
final class InfoReport {
  private static final Set<String> EVERYTHING = Set.of("all", "default", "everything");

  private InfoReport() {}

  static Reply reply(Call call) {
    Set<String> wanted = new TreeSet<>();
    for (Bytes section : call.argumentsFrom(1)) {
      wanted.add(section.toLatin1().toLowerCase(Locale.ROOT));
    }
    boolean all = wanted.isEmpty() || wanted.stream().anyMatch(EVERYTHING::contains);
    StringBuilder text = new StringBuilder();
    sections(call.engine())
        .forEach(
            (name, lines) -> {
              if (all || wanted.contains(name.toLowerCase(Locale.ROOT))) {
                appendSection(text, name, lines);
              }
            });
    return Replies.bulk(text.toString());
  }

  private static void appendSection(StringBuilder text, String name, Map<String, Object> lines) {
    if (text.length() > 0) {
      text.append("\r\n");
    }
    text.append("# ").append(name).append("\r\n");
    lines.forEach((key, value) -> text.append(key).append(':').append(value).append("\r\n"));
  }

  private static Map<String, Map<String, Object>> sections(Engine engine) {
    Map<String, Map<String, Object>> sections = new LinkedHashMap<>();
    sections.put("Server", server(engine));
    sections.put("Clients", Map.of("connected_clients", engine.statistics().connectedClients()));
    sections.put("Memory", memory());
    sections.put("Persistence", Map.of("loading", 0));
    sections.put("Stats", stats(engine));
    sections.put("Replication", Map.of("role", "master"));
    sections.put("Keyspace", keyspace(engine));
    return sections;
  }

  private static Map<String, Object> server(Engine engine) {
    Map<String, Object> lines = new LinkedHashMap<>();
    lines.put("redis_version", ServerCommands.COMPATIBLE_VERSION);
    lines.put("redis_mode", "standalone");
    lines.put("implementation", "weft");
    lines.put("java_version", Runtime.version());
    lines.put("process_id", ProcessHandle.current().pid());
    lines.put("tcp_port", engine.settings().getOrDefault("port", "0"));
    lines.put("uptime_in_seconds", engine.statistics().uptimeSeconds());
    return lines;
  }

  private static Map<String, Object> memory() {
    Runtime runtime = Runtime.getRuntime();
    Map<String, Object> lines = new LinkedHashMap<>();
    lines.put("used_memory", runtime.totalMemory() - runtime.freeMemory());
    lines.put("maxmemory", runtime.maxMemory());
    return lines;
  }

  private static Map<String, Object> stats(Engine engine) {
    Map<String, Object> lines = new LinkedHashMap<>();
    lines.put("total_connections_received", engine.statistics().totalConnections());
    lines.put("total_commands_processed", engine.statistics().totalCommands());
    lines.put("pubsub_channels", engine.pubSub().channelCount());
    lines.put("pubsub_patterns", engine.pubSub().patternCount());
    return lines;
  }

  private static Map<String, Object> keyspace(Engine engine) {
    Map<String, Object> lines = new LinkedHashMap<>();
    for (int i = 0; i < engine.keyspace().databaseCount(); i++) {
      Database database = engine.keyspace().database(i);
      if (database.size() > 0) {
        lines.put(
            "db" + i,
            "keys=" + database.size() + ",expires=" + database.expiringKeys() + ",avg_ttl=0");
      }
    }
    return lines;
  }
}
