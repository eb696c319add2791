package weft.internal.system;

import weft.internal.driver.Driver;
import weft.internal.driver.DriverFactory;
import weft.internal.driver.NetworkWaiter;
import weft.internal.driver.RuntimeDriver;
import weft.internal.env.Environment;

/** Drivers over the JVM's selector, which is opened when the network is used for the first time. */
public final class SystemDrivers implements DriverFactory {

  @Override
  public Driver create(Environment environment, int wheels) {
    NetworkWaiter waiter =
        NetworkWaiter.create(environment.newParker(), () -> NioNetwork.open(environment.clock()));
    return RuntimeDriver.create(environment.clock(), wheels, waiter);
  }
}
