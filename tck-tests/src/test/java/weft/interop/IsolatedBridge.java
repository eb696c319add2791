package weft.interop;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.util.context.Context;
import weft.future.Future;
import weft.runtime.WeftRuntime;
import weft.streams.ReactorContext;
import weft.streams.Streams;
import weft.task.TaskLocal;

/** Runs code with a class path of its own, on which libraries are missing. */
final class IsolatedBridge {
  private IsolatedBridge() {}

  /**
   * What {@code code} returns if the libraries with these words in their file names are missing.
   */
  static Object run(Class<? extends Callable<?>> code, String... missing) throws Exception {
    URL[] path =
        Stream.of(
                IsolatedBridge.class,
                Streams.class,
                Future.class,
                Publisher.class,
                Flux.class,
                io.micrometer.context.ContextRegistry.class,
                NullMarked.class)
            .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
            .filter(url -> Arrays.stream(missing).noneMatch(url.getPath()::contains))
            .toArray(URL[]::new);
    try (URLClassLoader loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
      Callable<?> isolated =
          (Callable<?>) loader.loadClass(code.getName()).getDeclaredConstructor().newInstance();
      return isolated.call();
    }
  }

  private static String present(String library, String type) {
    try {
      Class.forName(type, false, IsolatedBridge.class.getClassLoader());
      return library;
    } catch (ClassNotFoundException absent) {
      return "no " + library;
    }
  }

  private static String contextPropagation() {
    return present("context-propagation", "io.micrometer.context.ContextSnapshot");
  }

  /** Reactor's context there and back. */
  public static final class WithReactor implements Callable<String> {
    /** Made by its name. */
    public WithReactor() {}

    @Override
    public String call() {
      try (WeftRuntime runtime = WeftRuntime.create()) {
        Flux<String> told = Flux.deferContextual(context -> Flux.just(context.<String>get("user")));
        String user =
            Flux.from(
                    Streams.<String>fromPublisher(told, 1)
                        .map(text -> text + " " + ReactorContext.current().get("user"))
                        .toPublisher(runtime.handle()))
                .contextWrite(Context.of("user", "ada"))
                .blockLast();
        return contextPropagation() + ": " + user;
      }
    }
  }

  /** The bridge between {@code Flow} and streams, and task-locals over a boundary. */
  public static final class Alone implements Callable<String> {
    private static final TaskLocal<String> USER = TaskLocal.named("user");

    /** Made by its name. */
    public Alone() {}

    @Override
    public String call() throws Exception {
      try (WeftRuntime runtime = WeftRuntime.create()) {
        Flow.Publisher<Integer> publisher = Streams.range(0, 3).toPublisher(runtime.handle());
        CompletableFuture<Object> items = new CompletableFuture<>();
        runtime.spawn(Streams.fromFlowPublisher(publisher, 2).toList().map(items::complete));
        String user =
            runtime.blockOn(
                USER.scope(
                    "ada",
                    Streams.of(1)
                        .map(i -> USER.get())
                        .via(weft.streams.Sharing.runOn(runtime.handle()::spawn, 1))
                        .first()));
        return present("reactor", "reactor.core.CoreSubscriber")
            + ", "
            + contextPropagation()
            + ": "
            + items.get(20, TimeUnit.SECONDS)
            + " "
            + user;
      }
    }
  }
}
