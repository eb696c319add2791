package weft.task;

/**
 * Identifies a task; unique among all tasks of this JVM's life.
 *
 * @param value a positive number
 */
public record TaskId(long value) {

  @Override
  public String toString() {
    return "task " + value;
  }
}
