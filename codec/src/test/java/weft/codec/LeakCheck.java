package weft.codec;

import io.netty.util.LeakPresenceDetector;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test that leaves a buffer behind; needs the detector that this module's build sets. */
final class LeakCheck implements AfterEachCallback {
  @Override
  public void afterEach(ExtensionContext context) {
    LeakPresenceDetector.check();
  }
}
