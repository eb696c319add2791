package weft.samples.redis.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import weft.samples.redis.command.EngineFixture.Client;
import weft.samples.redis.protocol.Reply;
import weft.samples.redis.protocol.Request;

class EngineTest {
  private static final String WRONG_TYPE =
      "-WRONGTYPE Operation against a key holding the wrong kind of value";

  private final EngineFixture fixture = new EngineFixture();
  private final Client client = fixture.connect();

  private void expect(String command, Object reply) {
    assertThat(client.run(command)).as(command).isEqualTo(reply);
  }

  @Test
  void strings() {
    expect("GET k", "$nil");
    expect("set k v", "+OK");
    expect("gEt k", "$v");
    expect("SET k w NX", "$nil");
    expect("SET k w XX GET", "$v");
    expect("GETSET k x", "$w");
    expect("APPEND k yz", ":3");
    expect("STRLEN k", ":3");
    expect("GETDEL k", "$xyz");
    expect("EXISTS k", ":0");
    expect("SETNX k 1", ":1");
    expect("SETNX k 2", ":0");
    expect("MSET a 1 b 2", "+OK");
    expect("MGET a nope b", List.of("$1", "$nil", "$2"));
    expect("SET k v NX XX", "-ERR syntax error");
    expect("SET k v EX 0", "-ERR invalid expire time in 'set' command");
    expect("MSET a 1 b", "-ERR wrong number of arguments for 'mset' command");
    expect("GET", "-ERR wrong number of arguments for 'get' command");
  }

  @Test
  void whatIsNoCommandHasNoDescription() {
    expect("COMMAND INFO nope", List.of("$nil"));
    expect("COMMAND INFO client|nope", List.of("$nil"));
  }

  @Test
  void counters() {
    expect("INCR n", ":1");
    expect("DECRBY n 11", ":-10");
    expect("INCRBY n 9223372036854775807", ":9223372036854775797");
    expect("INCRBY n 100", "-ERR increment or decrement would overflow");
    expect("DECRBY n -9223372036854775808", "-ERR decrement would overflow");
    expect("SET n 01", "+OK");
    expect("INCR n", "-ERR value is not an integer or out of range");
    expect("RPUSH l x", ":1");
    expect("INCR l", WRONG_TYPE);
  }

  @Test
  void expiry() {
    expect("SET k v EX 10", "+OK");
    assertThat(fixture.earlierDeadlines).hasValue(1);
    expect("TTL k", ":10");
    expect("PTTL k", ":10000");
    expect("SET k w KEEPTTL", "+OK");
    fixture.clock.addAndGet(9_499);
    expect("TTL k", ":1");
    fixture.clock.addAndGet(502);
    expect("GET k", "$nil");
    expect("TTL k", ":-2");
    expect("SET k v", "+OK");
    expect("TTL k", ":-1");
    expect("EXPIRE k 100 XX", ":0");
    expect("EXPIRE k 100 NX", ":1");
    expect("EXPIRE k 50 GT", ":0");
    expect("EXPIRE k 50 LT", ":1");
    expect("RENAME k l", "+OK");
    expect("TTL l", ":50");
    expect("PERSIST l", ":1");
    expect("PERSIST l", ":0");
    expect("PEXPIRE l -1", ":1");
    expect("EXISTS l", ":0");
    expect(
        "EXPIRE k 1 NX GT", "-ERR NX and XX, GT or LT options at the same time are not compatible");
  }

  @Test
  void lists() {
    expect("RPUSH l b c", ":2");
    expect("LPUSH l a", ":3");
    expect("LRANGE l 0 -1", List.of("$a", "$b", "$c"));
    expect("LRANGE l -2 100", List.of("$b", "$c"));
    expect("LRANGE l 2 1", List.of());
    expect("LINDEX l -1", "$c");
    expect("LINDEX l 3", "$nil");
    expect("RPOP l", "$c");
    expect("LPOP l 5", List.of("$a", "$b"));
    expect("EXISTS l", ":0");
    expect("LPOP l 1", "*nil");
    expect("LPOP l", "$nil");
    expect("LPOP l -1", "-ERR value is out of range, must be positive");
    expect("SET s v", "+OK");
    expect("LPUSH s v", WRONG_TYPE);
  }

  @Test
  void hashes() {
    expect("HSET h f 1 g 2", ":2");
    expect("HSET h f 3 i 4", ":1");
    expect("HGETALL h", List.of("$f", "$3", "$g", "$2", "$i", "$4"));
    expect("HGET h f", "$3");
    expect("HGET h x", "$nil");
    expect("HEXISTS h g", ":1");
    expect("HLEN h", ":3");
    expect("HDEL h f g i x", ":3");
    expect("TYPE h", "+none");
    expect("HSET h f", "-ERR wrong number of arguments for 'hset' command");
    expect("HSET h f 1 g", "-ERR wrong number of arguments for 'hset' command");
  }

  @Test
  void sets() {
    expect("SADD s a b a", ":2");
    expect("SISMEMBER s a", ":1");
    expect("SREM s a x", ":1");
    expect("SMEMBERS s", List.of("$b"));
    expect("SPOP s", "$b");
    expect("SPOP s", "$nil");
    expect("SPOP s 3", List.of());
    expect("SCARD s", ":0");
  }

  @Test
  void sortedSets() {
    expect("ZADD z 1 a 2 b 2 aa", ":3");
    expect("ZADD z CH 5 a 2 b", ":1");
    expect("ZADD z NX 9 a 1 c", ":1");
    expect("ZADD z INCR 1.5 c", "$2.5");
    expect("ZADD z XX GT 1 a", ":0");
    expect("ZSCORE z a", "$5");
    expect("ZRANGE z 0 -1", List.of("$aa", "$b", "$c", "$a"));
    expect("ZRANGE z 0 0 REV WITHSCORES", List.of("$a", "$5"));
    expect("ZRANGE z (2 5 BYSCORE", List.of("$c", "$a"));
    expect("ZRANGE z 5 (2 BYSCORE REV LIMIT 1 1", List.of("$c"));
    expect("ZRANGE z - + BYLEX", List.of("$aa", "$b", "$c", "$a"));
    expect("ZPOPMIN z 2", List.of("$aa", "$2", "$b", "$2"));
    expect("ZPOPMAX z", List.of("$a", "$5"));
    expect("ZCARD z", ":1");
    expect("ZADD z x a", "-ERR value is not a valid float");
    expect("ZADD z inf i", ":1");
    expect("ZADD z INCR -inf i", "-ERR resulting score is not a number (NaN)");
  }

  @Test
  void keysAndDatabases() {
    expect("MSET user:1 a user:2 b other c", "+OK");
    expect("DBSIZE", ":3");
    assertThat(new HashSet<>((List<?>) client.run("KEYS user:*")))
        .isEqualTo(Set.of("$user:1", "$user:2"));
    expect("SELECT 1", "+OK");
    expect("DBSIZE", ":0");
    expect("SET x y", "+OK");
    expect("SELECT 16", "-ERR DB index is out of range");
    expect("FLUSHDB", "+OK");
    expect("SELECT 0", "+OK");
    expect("DBSIZE", ":3");
    expect("DEL user:1 nope other", ":2");
    expect("RENAME nope x", "-ERR no such key");
    expect("FLUSHALL ASYNC", "+OK");
    expect("DBSIZE", ":0");
  }

  @Test
  void scanReachesEveryKey() {
    Set<Object> expected = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      client.run((i % 2 == 0 ? "SET k" : "RPUSH k") + i + " v");
      if (i % 2 == 0 && Integer.toString(i).startsWith("1")) {
        expected.add("$k" + i);
      }
    }
    Set<Object> seen = new HashSet<>();
    String cursor = "0";
    do {
      List<?> page = (List<?>) client.run("SCAN " + cursor + " MATCH k1* COUNT 7 TYPE string");
      cursor = page.get(0).toString().substring(1);
      seen.addAll((List<?>) page.get(1));
    } while (!cursor.equals("0"));
    assertThat(seen).isEqualTo(expected);
  }

  @Test
  void connectionCommands() {
    expect("PING", "+PONG");
    expect("PING hi", "$hi");
    expect("ECHO x", "$x");
    expect("CLIENT GETNAME", "$nil");
    expect("CLIENT SETNAME me", "+OK");
    expect("client getname", "$me");
    expect("CLIENT SETINFO LIB-NAME test", "+OK");
    expect("CLIENT NOPE", "-ERR unknown subcommand 'NOPE'. Try CLIENT HELP.");
    expect("CLIENT", "-ERR wrong number of arguments for 'client' command");
    expect("CONFIG GET app*", List.of("$appendonly", "$no"));
    expect("HELLO 3", "-NOPROTO unsupported protocol version");
    assertThat((List<?>) client.run("HELLO 2 SETNAME you")).hasSize(14);
    expect("CLIENT GETNAME", "$you");
    expect("RESET", "+RESET");
    expect("CLIENT GETNAME", "$nil");
    expect("nope a b", "-ERR unknown command 'nope', with args beginning with: 'a' 'b' ");
    assertThat(client.session.isClosing()).isFalse();
    expect("QUIT", "+OK");
    assertThat(client.session.isClosing()).isTrue();
  }

  @Test
  void theTableDescribesItself() {
    int commands = ((List<?>) client.run("COMMAND")).size();
    expect("COMMAND COUNT", ":" + commands);
    assertThat((List<?>) client.run("COMMAND LIST")).hasSize(commands);
    List<?> infos = (List<?>) client.run("COMMAND INFO get nope");
    assertThat(infos.get(1)).isEqualTo("$nil");
    assertThat(((List<?>) infos.get(0)).subList(0, 6))
        .isEqualTo(List.of("$get", ":2", List.of("+readonly", "+fast"), ":1", ":1", ":1"));
    assertThat((List<?>) client.run("COMMAND DOCS")).hasSize(2 * commands);
  }

  @Test
  void infoTellsOfTheKeys() {
    client.run("SET k v EX 10");
    assertThat(client.run("INFO keyspace"))
        .isEqualTo("$# Keyspace\r\ndb0:keys=1,expires=1,avg_ttl=0\r\n");
    assertThat(client.run("INFO").toString()).contains("redis_version:", "connected_clients:1");
    expect("INFO nope", "$");
  }

  @Test
  void publishAndSubscribe() {
    Client other = fixture.connect();
    assertThat(client.replies("SUBSCRIBE", "a", "b"))
        .isEqualTo(List.of(List.of("$subscribe", "$a", ":1"), List.of("$subscribe", "$b", ":2")));
    expect("PSUBSCRIBE a*", List.of("$psubscribe", "$a*", ":3"));
    assertThat(other.run("PUBLISH a hi")).isEqualTo(":2");
    assertThat(other.run("PUBLISH c hi")).isEqualTo(":0");
    assertThat(client.messages).hasSize(2);
    assertThat(EngineFixture.decode(client.messages.get(0).toReply()))
        .isEqualTo(List.of(List.of("$message", "$a", "$hi")));
    assertThat(EngineFixture.decode(client.messages.get(1).toReply()))
        .isEqualTo(List.of(List.of("$pmessage", "$a*", "$a", "$hi")));
    expect(
        "GET x",
        "-ERR Can't execute 'get': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET"
            + " are allowed in this context");
    expect("PING", List.of("$pong", "$"));
    expect("UNSUBSCRIBE a", List.of("$unsubscribe", "$a", ":2"));
    assertThat(other.run("PUBLISH a again")).isEqualTo(":1");
    fixture.engine.close(client.session);
    assertThat(other.run("PUBLISH a gone")).isEqualTo(":0");
    assertThat(other.run("INFO stats").toString())
        .contains("pubsub_channels:0", "pubsub_patterns:0");
  }

  @Test
  void unsubscribingFromNothingIsConfirmed() {
    expect("UNSUBSCRIBE", List.of("$unsubscribe", "$nil", ":0"));
    expect("PUNSUBSCRIBE x", List.of("$punsubscribe", "$x", ":0"));
  }

  @Test
  void commandsOfManyThreadsAreAtomic() throws Exception {
    int threads = 4;
    int rounds = 5_000;
    CountDownLatch done = new CountDownLatch(threads);
    List<Object> odd = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      Client own = fixture.connect();
      String id = "t" + t;
      new Thread(
              () -> {
                for (int i = 0; i < rounds; i++) {
                  own.run("INCR counter");
                  own.send("MSET", "a", id + i, "b", id + i);
                  List<?> both = (List<?>) own.send("MGET", "a", "b");
                  if (!both.get(0).equals(both.get(1))) {
                    synchronized (odd) {
                      odd.add(both);
                    }
                  }
                }
                done.countDown();
              })
          .start();
    }
    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(odd).isEmpty();
    expect("GET counter", "$" + threads * rounds);
  }

  @Test
  void aReplyIsASnapshot() {
    client.run("RPUSH l a b c");
    Reply reply = fixture.engine.execute(client.session, Request.of("LRANGE", "l", "0", "-1"));
    client.run("DEL l");
    client.run("RPUSH l x");
    assertThat(EngineFixture.decode(reply)).isEqualTo(List.of(List.of("$a", "$b", "$c")));
  }
}
