package weft.samples.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Random commands of every family on few keys, so that they meet: mostly sensible, now and then
 * with a wrong type, a wrong count of arguments, a wrong number or an unknown option.
 *
 * <p>Left out is what no two servers can answer alike: SPOP of one among many, SCAN's cursors, and
 * times so short that they end during the test.
 */
final class RandomCommands {
  private static final String[] NUMBERS = {
    "0",
    "1",
    "-1",
    "2",
    "5",
    "10",
    "-3",
    "100",
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854775808",
    "x",
    "",
    "01",
    "1.5",
    " 1",
    "+1"
  };
  private static final String[] SCORES = {
    "0",
    "1",
    "-1",
    "1.5",
    "3.3",
    "1e3",
    "1e20",
    "-1e-7",
    "inf",
    "-inf",
    "nan",
    "x",
    "",
    "0x10",
    "123456789.123",
    "0.1",
    "2",
    "2",
    "2"
  };
  private static final String[] VALUES = {
    "",
    "a",
    "b",
    "c",
    "10",
    "-5",
    "hello world",
    "\r\n",
    "\u00ff\u0000\u0002",
    "0",
    "longer".repeat(20)
  };

  private final SplittableRandom random;
  private long lastOwnTime = 2_000_000;

  RandomCommands(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** The words of a command. */
  String[] next() {
    List<String> words = new ArrayList<>(List.of(command().split("\u0001", -1)));
    int mischief = random.nextInt(60);
    if (mischief == 0 && words.size() > 1) {
      words.remove(words.size() - 1);
    } else if (mischief == 1) {
      words.add(pick(VALUES));
    } else if (mischief == 2) {
      words.set(random.nextInt(words.size()), pick(VALUES));
    }
    if (random.nextInt(4) == 0) {
      words.set(0, words.get(0).toLowerCase(Locale.ROOT));
    }
    return isRandomByNature(words) ? new String[] {"PING"} : words.toArray(new String[0]);
  }

  /** Mischief may have made an SPOP that takes some of many. */
  private static boolean isRandomByNature(List<String> words) {
    return words.get(0).equalsIgnoreCase("SPOP")
        && !(words.size() == 3 && List.of("100", "0", "-1", "x").contains(words.get(2)))
        && !(words.size() == 2 && words.get(1).equals("none"));
  }

  private String command() {
    return switch (random.nextInt(11)) {
      case 0 -> connection();
      case 1, 2 -> strings();
      case 3 -> counters();
      case 4 -> keys();
      case 5 -> expiry();
      case 6 -> lists();
      case 7 -> hashes();
      case 8 -> sets();
      default -> sortedSets();
    };
  }

  private String connection() {
    return switch (random.nextInt(12)) {
      case 0 -> words("PING");
      case 1 -> words("PING", value());
      case 2 -> words("ECHO", value());
      case 3 -> words("SELECT", pick("0", "0", "0", "1", "15", "16", "-1", "x"));
      case 4 -> words("CLIENT", pick("GETNAME", "NOPE"));
      case 5 -> words("CLIENT", "SETNAME", value());
      case 6 -> words("CONFIG", pick("GET", "NOPE"), pick("save", "appendonly", "SAVE"));
      case 7 -> words("HELLO", pick("x", "4", "1", ""));
      case 8 -> words("NOSUCH", value(), value());
      case 9 -> words("COMMAND", "NOPE");
      case 10 -> words("PUBLISH", value(), value());
      default -> words("FLUSHALL", pick("SYNC", "NOPE", "NOPE", "NOPE"));
    };
  }

  private String strings() {
    return switch (random.nextInt(13)) {
      case 0, 1 -> words("GET", key("s"));
      case 2 -> words("SET", key("s"), value());
      case 3 -> words("SET", key("s"), value(), setOption());
      case 4 -> words("SET", key("s"), value(), setOption(), setOption());
      case 5 -> words("GETSET", key("s"), value());
      case 6 -> words("GETDEL", key("s"));
      case 7 -> words("SETNX", key("s"), value());
      case 8 -> words(pick("SETEX", "PSETEX"), key("s"), time(), value());
      case 9 -> words("MGET", key("s"), key("s"), key("s"));
      case 10 -> words("MSET", key("s"), value(), key("s"), value());
      case 11 -> words("APPEND", key("s"), value());
      default -> words("STRLEN", key("s"));
    };
  }

  private String setOption() {
    return switch (random.nextInt(7)) {
      case 0 -> "NX";
      case 1 -> "XX";
      case 2 -> "GET";
      case 3 -> "KEEPTTL";
      case 4 -> words(pick("EX", "PX"), time());
      case 5 ->
          random.nextBoolean()
              ? words("EXAT", pick("99999999999", "0", "-5", "x"))
              : words("PXAT", pick("99999999999999", "0", "-5", "x"));
      default -> pick("EX", "NOPE", "xx");
    };
  }

  private String counters() {
    return random.nextBoolean()
        ? words(pick("INCR", "DECR"), key("n"))
        : words(pick("INCRBY", "DECRBY"), key("n"), pick(NUMBERS));
  }

  private String keys() {
    return switch (random.nextInt(10)) {
      case 0 -> words("DEL", anyKey(), anyKey());
      case 1 -> words("EXISTS", anyKey(), anyKey(), anyKey());
      case 2, 3 -> words("TYPE", anyKey());
      case 4 -> {
        String type = pick("s", "n", "l", "h", "t", "z");
        yield words(pick("RENAME", "RENAMENX"), type + random.nextInt(3), type + random.nextInt(3));
      }
      case 5 -> words("DBSIZE");
      case 6 -> words("KEYS", pick("*", "s*", "[hz]?", "*1", "\\s0", "[^s]*", "[a"));
      case 7 -> words("SCAN", pick("x", " 0", "99999999999999999999"), pick("COUNT", "MATCH"), "0");
      case 8 -> words("SCAN", "0", pick("COUNT", "NOPE", "TYPE"), pick("0", "x"), "MATCH");
      default -> words("UNLINK", anyKey());
    };
  }

  private String expiry() {
    return switch (random.nextInt(6)) {
      case 0 -> words("TTL", anyKey());
      case 1 -> words("PTTL", anyKey());
      case 2 -> words("PERSIST", anyKey());
      case 3 ->
          random.nextBoolean()
              ? words(pick("EXPIRE", "PEXPIRE"), anyKey(), time(), pick("NX", "XX", "Q"))
              : words(pick("EXPIRE", "PEXPIRE"), anyKey(), ownTime(), pick("GT", "LT"));
      case 4 -> words("EXPIRE", anyKey(), ownTime(), pick("NX", "GT"), pick("XX", "LT"));
      default -> words(pick("EXPIRE", "PEXPIRE"), anyKey(), time());
    };
  }

  private String lists() {
    return switch (random.nextInt(8)) {
      case 0, 1 -> words(pick("LPUSH", "RPUSH"), key("l"), value(), value());
      case 2 -> words(pick("LPUSH", "RPUSH"), key("l"), value());
      case 3 -> words(pick("LPOP", "RPOP"), key("l"));
      case 4 -> words(pick("LPOP", "RPOP"), key("l"), pick(NUMBERS));
      case 5 -> words("LLEN", key("l"));
      case 6 -> words("LINDEX", key("l"), pick(NUMBERS));
      default -> words("LRANGE", key("l"), pick(NUMBERS), pick(NUMBERS));
    };
  }

  private String hashes() {
    return switch (random.nextInt(8)) {
      case 0 -> words("HSET", key("h"), value(), value());
      case 1 -> words("HSET", key("h"), value(), value(), value(), value());
      case 2 -> words("HSET", key("h"), value(), value(), value());
      case 3 -> words("HGET", key("h"), value());
      case 4 -> words("HDEL", key("h"), value(), value());
      case 5 -> words("HGETALL", key("h"));
      case 6 -> words("HLEN", key("h"));
      default -> words("HEXISTS", key("h"), value());
    };
  }

  private String sets() {
    return switch (random.nextInt(8)) {
      case 0, 1 -> words("SADD", key("t"), value(), value());
      case 2 -> words("SREM", key("t"), value(), value());
      case 3 -> words("SMEMBERS", key("t"));
      case 4 -> words("SISMEMBER", key("t"), value());
      case 5 -> words("SCARD", key("t"));
      case 6 -> words("SPOP", key("t"), pick("100", "0", "-1", "x"));
      default -> words("SPOP", "none");
    };
  }

  private String sortedSets() {
    return switch (random.nextInt(12)) {
      case 0, 1 -> words("ZADD", key("z"), pick(SCORES), value());
      case 2 -> words("ZADD", key("z"), pick(SCORES), value(), pick(SCORES), value());
      case 3 -> words("ZADD", key("z"), zaddOption(), pick(SCORES), value());
      case 4 -> words("ZADD", key("z"), zaddOption(), zaddOption(), pick(SCORES), value());
      case 5 -> words("ZSCORE", key("z"), value());
      case 6 -> words("ZCARD", key("z"));
      case 7 -> words(pick("ZPOPMIN", "ZPOPMAX"), key("z"), pick(NUMBERS));
      case 8 -> words("ZRANGE", key("z"), pick(NUMBERS), pick(NUMBERS));
      case 9 -> words("ZRANGE", key("z"), pick(NUMBERS), pick(NUMBERS), rangeOption());
      case 10 ->
          words("ZRANGE", key("z"), bound(), bound(), "BYSCORE", rangeOption(), "WITHSCORES");
      default ->
          words(
              "ZRANGE",
              key("z"),
              bound(),
              bound(),
              pick("REV", "WITHSCORES"),
              pick("BYSCORE", "BYSCORE", "BYLEX"),
              "LIMIT",
              pick(NUMBERS),
              pick(NUMBERS));
    };
  }

  private String zaddOption() {
    return pick("NX", "XX", "GT", "LT", "CH", "INCR", "QQ");
  }

  private String rangeOption() {
    return pick("REV", "WITHSCORES", "BYSCORE", "LIMIT", "BYLEX", "QQ");
  }

  private String bound() {
    return pick("-inf", "+inf", "(1", "(2", "0", "1", "2", "1e3", "", "(", "x", "(x", " 1", "nan");
  }

  private String time() {
    return pick("1000000", "500000", "700000", "0", "-1", "x", "9223372036854775807");
  }

  /** A time far from all others, so that which one is later does not hang on a millisecond. */
  private String ownTime() {
    lastOwnTime += 100_000;
    return Long.toString(lastOwnTime);
  }

  private String value() {
    return pick(VALUES);
  }

  private String key(String type) {
    return random.nextInt(25) == 0 ? anyKey() : type + random.nextInt(3);
  }

  private String anyKey() {
    return pick("s", "n", "l", "h", "t", "z") + random.nextInt(3);
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private static String words(String... words) {
    return String.join("\u0001", words);
  }
}
