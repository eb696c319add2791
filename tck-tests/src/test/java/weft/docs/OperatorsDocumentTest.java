package weft.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import weft.Weft;
import weft.api.StreamsApi;
import weft.async.Async;
import weft.future.Future;
import weft.future.Futures;
import weft.runtime.Handle;
import weft.runtime.WeftRuntime;
import weft.sync.Mpsc;
import weft.task.JoinHandle;
import weft.testkit.StreamVerifier;
import weft.time.Time;

/** {@code docs/operators.md}, held against the libraries that it compares. */
class OperatorsDocumentTest {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern WORD = Pattern.compile("[A-Za-z_]+");

  /** {@code Streams.of}, {@code stream.merge}, {@code mapAsync(}: names of methods. */
  private static final Pattern QUALIFIED = Pattern.compile("\\b([A-Za-z]\\w*)\\.([a-z]\\w*)");

  /** The methods of tokio-stream 0.1 on streams; Rust has no reflection to ask. */
  private static final Set<String> TOKIO_STREAM =
      Set.of(
          "next",
          "try_next",
          "map",
          "map_while",
          "then",
          "merge",
          "filter",
          "filter_map",
          "fuse",
          "take",
          "take_while",
          "skip",
          "skip_while",
          "all",
          "any",
          "chain",
          "fold",
          "collect",
          "timeout",
          "timeout_repeating",
          "throttle",
          "chunks_timeout",
          "peekable");

  /** Variables of the examples, and what they are. */
  private static Class<?> variable(String name) {
    return switch (name) {
      case "stream" -> weft.streams.Stream.class;
      case "runtime" -> WeftRuntime.class;
      case "handle" -> Handle.class;
      case "sink" -> weft.streams.Sink.class;
      default -> null;
    };
  }

  @ParameterizedTest
  @ValueSource(classes = {Flux.class, Flowable.class})
  void everyMethodOfTheOtherLibraryIsNamed(Class<?> library) throws IOException {
    Set<String> methods =
        Arrays.stream(library.getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
            .map(method -> method.getName())
            .filter(name -> !name.equals("toString"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(methods).hasSizeGreaterThan(150);
    methods.removeAll(wordsInCode());
    assertThat(methods).as("neither mapped nor said to have no counterpart").isEmpty();
  }

  @Test
  void everyMethodOfTokioStreamIsNamed() throws IOException {
    assertThat(wordsInCode()).containsAll(TOKIO_STREAM);
  }

  @Test
  void everyNameOfOursExists() throws IOException {
    List<String> unknown = new ArrayList<>();
    int known = 0;
    for (String code : code()) {
      Matcher name = QUALIFIED.matcher(code);
      while (name.find()) {
        Class<?> type = type(name.group(1));
        if (type == null) {
          continue; // of another library
        }
        if (hasMethod(type, name.group(2))) {
          known++;
        } else {
          unknown.add(name.group());
        }
      }
    }
    assertThat(unknown).isEmpty();
    assertThat(known).isGreaterThan(100);
  }

  /** Whatever can be done to a stream or a sink is on the page. */
  @Test
  void everyOperatorOfOursIsNamed() throws IOException {
    Set<String> ours = new TreeSet<>();
    for (Class<?> type : StreamsApi.classes()) {
      if (type.getEnclosingClass() == null && OPERATORS.contains(type.getSimpleName())) {
        StreamsApi.methods(type).forEach(method -> ours.add(method.getName()));
      }
    }
    ours.removeAll(
        Set.of("pollNext", "pollEach", "sizeHint")); // what one writes, not what one uses
    ours.removeAll(Set.of("pollReady", "startSend", "pollFlush", "pollFinish"));
    ours.removeAll(wordsInCode());
    assertThat(ours).isEmpty();
  }

  private static final Set<String> OPERATORS =
      Set.of(
          "Stream",
          "Streams",
          "Sink",
          "Publishers",
          "Timing",
          "Batching",
          "Combining",
          "Recovering",
          "Sharing",
          "Stateful",
          "ReactorContext");

  private static Class<?> type(String name) {
    Class<?> variable = variable(name);
    if (variable != null) {
      return variable;
    }
    return Stream.concat(
            StreamsApi.classes().stream(),
            Stream.of(
                Weft.class,
                Async.class,
                Future.class,
                Futures.class,
                Mpsc.class,
                JoinHandle.class,
                Time.class,
                StreamVerifier.class))
        .filter(type -> type.getSimpleName().equals(name))
        .findFirst()
        .orElse(null);
  }

  private static boolean hasMethod(Class<?> type, String name) {
    return Arrays.stream(type.getMethods()).anyMatch(method -> method.getName().equals(name));
  }

  private static Set<String> wordsInCode() throws IOException {
    Set<String> words = new TreeSet<>();
    for (String code : code()) {
      Matcher word = WORD.matcher(code);
      while (word.find()) {
        words.add(word.group());
      }
    }
    return words;
  }

  private static List<String> code() throws IOException {
    String text = Files.readString(TestSources.root().resolve("docs").resolve("operators.md"));
    List<String> all = new ArrayList<>();
    Matcher code = CODE.matcher(text.replaceAll("(?s)```.*?```", ""));
    while (code.find()) {
      all.add(code.group(1));
    }
    return all;
  }
}
