package weft.samples;

import io.netty.util.LeakPresenceDetector;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class after which a buffer is left behind; needs the detector that this module's
 * build sets. After the class and not after each test, as a server may serve all its tests.
 */
public final class LeakCheck implements AfterAllCallback {
  @Override
  public void afterAll(ExtensionContext context) {
    LeakPresenceDetector.check();
  }
}
