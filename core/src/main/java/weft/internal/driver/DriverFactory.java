package weft.internal.driver;

import weft.internal.env.Environment;

/** Makes the driver of a runtime. */
@FunctionalInterface
public interface DriverFactory {

  /**
   * @param environment the runtime's effects
   * @param wheels how many workers there are, each with a timer wheel of its own; the wheel for
   *     foreign threads comes on top
   */
  Driver create(Environment environment, int wheels);
}
