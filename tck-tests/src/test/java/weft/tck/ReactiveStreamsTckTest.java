package weft.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Flow;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import weft.api.StreamsApi;

/**
 * Runs the official TCK (TestNG) through the JUnit Platform, over every publisher, subscriber and
 * processor that the bridge exposes, each on both kinds of runtime. A suite that silently does not
 * run is the classic failure: so the number of executed tests is asserted, and what is skipped is
 * asserted by name.
 */
class ReactiveStreamsTckTest {
  private static final String ONCE = "publisher-untested several-subscribers";
  private static final String PROCESSOR = "processor-untested several-subscribers";

  /**
   * A verification.
   *
   * @param type the class, which TestNG makes
   * @param tests how many tests the TCK has for it
   * @param skips the groups of tests that are expected to be skipped
   */
  private record Verification(Class<?> type, int tests, String skips) {}

  private static final List<Verification> VERIFICATIONS =
      List.of(
          new Verification(OncePublisher.CurrentThread.class, 38, ONCE),
          new Verification(OncePublisher.MultiThread.class, 38, ONCE),
          new Verification(ColdPublisher.CurrentThread.class, 38, "publisher-untested"),
          new Verification(ColdPublisher.MultiThread.class, 38, "publisher-untested"),
          new Verification(AcrossTasksPublisher.CurrentThread.class, 38, ONCE),
          new Verification(AcrossTasksPublisher.MultiThread.class, 38, ONCE),
          new Verification(ThereAndBackPublisher.CurrentThread.class, 38, ONCE),
          new Verification(ThereAndBackPublisher.MultiThread.class, 38, ONCE),
          new Verification(
              ForwardedPublisher.CurrentThread.class, 38, "publisher-untested forwarded-once"),
          new Verification(
              ForwardedPublisher.MultiThread.class, 38, "publisher-untested forwarded-once"),
          new Verification(FuturePublisher.CurrentThread.class, 38, ONCE + " one-element"),
          new Verification(FuturePublisher.MultiThread.class, 38, ONCE + " one-element"),
          new Verification(ContextPublisher.CurrentThread.class, 38, ONCE),
          new Verification(ContextPublisher.MultiThread.class, 38, ONCE),
          new Verification(OnceFlowPublisher.CurrentThread.class, 38, ONCE),
          new Verification(OnceFlowPublisher.MultiThread.class, 38, ONCE),
          new Verification(ColdFlowPublisher.CurrentThread.class, 38, "publisher-untested"),
          new Verification(ColdFlowPublisher.MultiThread.class, 38, "publisher-untested"),
          new Verification(
              ForwardedFlowPublisher.CurrentThread.class, 38, "publisher-untested forwarded-once"),
          new Verification(
              ForwardedFlowPublisher.MultiThread.class, 38, "publisher-untested forwarded-once"),
          new Verification(FutureFlowPublisher.CurrentThread.class, 38, ONCE + " one-element"),
          new Verification(FutureFlowPublisher.MultiThread.class, 38, ONCE + " one-element"),
          new Verification(SinkSubscriberBlackbox.CurrentThread.class, 26, "blackbox-untested"),
          new Verification(SinkSubscriberBlackbox.MultiThread.class, 26, "blackbox-untested"),
          new Verification(ConsumerBlackbox.CurrentThread.class, 26, "blackbox-untested"),
          new Verification(ConsumerBlackbox.MultiThread.class, 26, "blackbox-untested"),
          new Verification(FlowSinkSubscriber.CurrentThread.class, 26, "blackbox-untested"),
          new Verification(FlowSinkSubscriber.MultiThread.class, 26, "blackbox-untested"),
          new Verification(ReactorConsumerBlackbox.CurrentThread.class, 26, "blackbox-untested"),
          new Verification(ReactorConsumerBlackbox.MultiThread.class, 26, "blackbox-untested"),
          new Verification(FlowConsumerBlackbox.CurrentThread.class, 26, "blackbox-untested"),
          new Verification(FlowConsumerBlackbox.MultiThread.class, 26, "blackbox-untested"),
          new Verification(SinkSubscriberWhitebox.CurrentThread.class, 27, "whitebox-untested"),
          new Verification(SinkSubscriberWhitebox.MultiThread.class, 27, "whitebox-untested"),
          new Verification(ConsumerWhitebox.CurrentThread.class, 27, "whitebox-untested"),
          new Verification(ConsumerWhitebox.MultiThread.class, 27, "whitebox-untested"),
          new Verification(FlowSinkWhitebox.CurrentThread.class, 27, "whitebox-untested"),
          new Verification(FlowSinkWhitebox.MultiThread.class, 27, "whitebox-untested"),
          new Verification(ReactorConsumerWhitebox.CurrentThread.class, 27, "whitebox-untested"),
          new Verification(ReactorConsumerWhitebox.MultiThread.class, 27, "whitebox-untested"),
          new Verification(FlowConsumerWhitebox.CurrentThread.class, 27, "whitebox-untested"),
          new Verification(FlowConsumerWhitebox.MultiThread.class, 27, "whitebox-untested"),
          new Verification(Processor.CurrentThread.class, 68, PROCESSOR),
          new Verification(Processor.MultiThread.class, 68, PROCESSOR),
          new Verification(FlowProcessor.CurrentThread.class, 68, PROCESSOR),
          new Verification(FlowProcessor.MultiThread.class, 68, PROCESSOR));

  private static final int ALL_TESTS = 1_638;

  /** What of our public interface takes or makes a party of the protocol, and who verifies it. */
  private static final Map<String, List<Class<?>>> VERIFIED_BY =
      Map.of(
          "Stream.toPublisher",
          List.of(
              OncePublisher.class,
              AcrossTasksPublisher.class,
              ContextPublisher.class,
              OnceFlowPublisher.class),
          "Streams.fromPublisher",
          List.of(
              ConsumerBlackbox.class,
              ConsumerWhitebox.class,
              ReactorConsumerBlackbox.class,
              ReactorConsumerWhitebox.class,
              ThereAndBackPublisher.class),
          "Streams.fromFlowPublisher",
          List.of(FlowConsumerBlackbox.class, FlowConsumerWhitebox.class),
          "Publishers.first",
          List.of(ConsumerBlackbox.class, ConsumerWhitebox.class),
          "Publishers.firstOfFlow",
          List.of(FlowConsumerBlackbox.class, FlowConsumerWhitebox.class),
          "Publishers.cold",
          List.of(ColdPublisher.class, ColdFlowPublisher.class),
          "Publishers.fromFuture",
          List.of(FuturePublisher.class, FutureFlowPublisher.class),
          "Publishers.processor",
          List.of(Processor.class, FlowProcessor.class),
          "Sink.toSubscriber",
          List.of(
              SinkSubscriberBlackbox.class,
              SinkSubscriberWhitebox.class,
              FlowSinkSubscriber.class,
              FlowSinkWhitebox.class),
          "Sink.fromSubscriber and Sink.fromFlowSubscriber",
          List.of(ForwardedPublisher.class, ForwardedFlowPublisher.class));

  @TestFactory
  Stream<DynamicNode> verifications() {
    return VERIFICATIONS.stream().map(ReactiveStreamsTckTest::run);
  }

  private static DynamicNode run(Verification verification) {
    String name = verification.type().getName().substring("weft.tck.".length());
    // The verification runs when its first child is asked for, one after the other.
    return DynamicContainer.dynamicContainer(
        name, Stream.of(verification).flatMap(ReactiveStreamsTckTest::results));
  }

  private static Stream<DynamicNode> results(Verification verification) {
    TckRun run = TckRun.of(verification.type());
    List<DynamicNode> results = new ArrayList<>();
    run.passed().forEach((test, nothing) -> results.add(DynamicTest.dynamicTest(test, () -> {})));
    run.failed()
        .forEach(
            (test, failure) ->
                results.add(
                    DynamicTest.dynamicTest(
                        test,
                        () -> {
                          throw failure;
                        })));
    results.add(
        DynamicTest.dynamicTest(
            "skipped as expected",
            () -> assertThat(run.skipped().keySet()).isEqualTo(expected(verification.skips()))));
    results.add(
        DynamicTest.dynamicTest(
            "executed as many as there are",
            () ->
                assertThat(run.passed().size() + run.failed().size() + run.skipped().size())
                    .isEqualTo(verification.tests())));
    return results.stream();
  }

  @Test
  void everyVerificationIsInTheTable() {
    assertThat(VERIFICATIONS.stream().mapToInt(Verification::tests).sum()).isEqualTo(ALL_TESTS);
    assertThat(VERIFICATIONS.stream().map(Verification::type)).doesNotHaveDuplicates();
    assertThat(VERIFICATIONS.stream().map(Verification::type))
        .as("each on both kinds of runtime")
        .containsExactlyInAnyOrderElementsOf(
            VERIFIED_BY.values().stream()
                .flatMap(List::stream)
                .distinct()
                .flatMap(type -> Stream.of(type.getDeclaredClasses()))
                .filter(type -> !Modifier.isAbstract(type.getModifiers()))
                .toList());
    VERIFIED_BY
        .values()
        .forEach(
            types ->
                assertThat(types)
                    .allSatisfy(
                        type ->
                            assertThat(
                                    Stream.of(type.getDeclaredClasses()).map(Class::getSimpleName))
                                .contains("CurrentThread", "MultiThread")));
  }

  /** A new publisher, subscriber or processor of ours cannot be forgotten here. */
  @Test
  void everythingThatSpeaksTheProtocolIsVerified() {
    Set<String> exposed = new TreeSet<>();
    for (Class<?> type : StreamsApi.classes()) {
      StreamsApi.methods(type).stream()
          .filter(ReactiveStreamsTckTest::speaksTheProtocol)
          .map(StreamsApi::name)
          .forEach(exposed::add);
    }
    exposed.removeAll(METHODS_OF_THE_PROTOCOL);
    assertThat(exposed)
        .isEqualTo(
            VERIFIED_BY.keySet().stream()
                .flatMap(names -> Stream.of(names.split(" and ")))
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  /** What the parties themselves must have. */
  private static final Set<String> METHODS_OF_THE_PROTOCOL =
      Set.of("StreamPublisher.subscribe", "StreamProcessor.subscribe");

  private static boolean speaksTheProtocol(Method method) {
    return Stream.concat(Stream.of(method.getReturnType()), Stream.of(method.getParameterTypes()))
        .anyMatch(
            type ->
                Stream.of(
                        Publisher.class,
                        Subscriber.class,
                        Flow.Publisher.class,
                        Flow.Subscriber.class)
                    .anyMatch(party -> party.isAssignableFrom(type)));
  }

  /** The control of the next test: the same publisher without its flaw. */
  @Test
  void soundPublisherStaysGreen() {
    assertThat(TckRun.of(BrokenPublisher.Sound.class).failed()).isEmpty();
  }

  /** Each flaw is found by the tests of the rule that it breaks, for that reason. */
  @ParameterizedTest
  @MethodSource("flaws")
  void brokenPublisherGoesRed(Class<?> broken, Map<String, String> reasons) {
    Map<String, Throwable> failed = TckRun.of(broken).failed();
    assertThat(failed.keySet()).as("red, and nothing else").isEqualTo(reasons.keySet());
    reasons.forEach(
        (test, reason) -> assertThat(failed.get(test)).as(test).hasMessageContaining(reason));
  }

  static Stream<Arguments> flaws() {
    return Stream.of(
        Arguments.of(
            BrokenPublisher.SendsTooMuch.class,
            Map.of(
                "required_spec101_subscriptionRequestMustResultInTheCorrectNumberOfProducedElements",
                "produced unrequested",
                "required_spec312_cancelMustMakeThePublisherToEventuallyStopSignaling",
                "more than the signalled demand")),
        Arguments.of(
            BrokenPublisher.IgnoresBadRequests.class,
            Map.of(
                "required_spec309_requestNegativeNumberMustSignalIllegalArgumentException",
                "Expected onError(java.lang.IllegalArgumentException)",
                "required_spec309_requestZeroMustSignalIllegalArgumentException",
                "Expected onError(java.lang.IllegalArgumentException)")));
  }

  private static Set<String> expected(String groups) throws IOException {
    Map<String, Set<String>> all = new TreeMap<>();
    Set<String> group = new TreeSet<>();
    try (InputStream file =
        Objects.requireNonNull(
            ReactiveStreamsTckTest.class.getResourceAsStream("expected-skips.txt"))) {
      for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (line.startsWith("[")) {
          group = new TreeSet<>();
          all.put(line.substring(1, line.length() - 1), group);
        } else if (!line.isEmpty() && !line.startsWith("#")) {
          group.add(line);
        }
      }
    }
    Set<String> expected = new TreeSet<>();
    for (String name : groups.split(" ")) {
      expected.addAll(Objects.requireNonNull(all.get(name), name));
    }
    return expected;
  }
}
