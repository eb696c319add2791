package weft.internal.env;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** Tells virtual threads from others, also on a JDK that has none. */
public final class ThreadKind {
  private static final @Nullable MethodHandle IS_VIRTUAL = find();

  private ThreadKind() {}

  /** Whether {@code thread} is a virtual thread. */
  public static boolean isVirtual(Thread thread) {
    if (IS_VIRTUAL == null) {
      return false;
    }
    try {
      return (boolean) IS_VIRTUAL.invokeExact(thread);
    } catch (Throwable impossible) {
      throw new LinkageError("Thread.isVirtual threw", impossible);
    }
  }

  private static @Nullable MethodHandle find() {
    try {
      return MethodHandles.publicLookup()
          .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
    } catch (ReflectiveOperationException olderThan21) {
      return null;
    }
  }
}
