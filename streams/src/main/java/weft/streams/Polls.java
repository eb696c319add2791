package weft.streams;

import org.jspecify.annotations.Nullable;
import weft.future.Poll;

/** Small helps around {@link Poll}. */
final class Polls {
  private Polls() {}

  /** A poll read as one of a supertype's, which is safe because polls are immutable. */
  @SuppressWarnings("unchecked")
  static <T> Poll<@Nullable T> widen(Poll<? extends @Nullable T> poll) {
    return (Poll<@Nullable T>) poll;
  }

  /** Ready with an item, or with the null that says that there is none. */
  static <T> Poll<@Nullable T> readyOrEnd(@Nullable T item) {
    return item == null ? Poll.end() : Poll.ready(item);
  }
}
