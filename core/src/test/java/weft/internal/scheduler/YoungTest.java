package weft.internal.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class YoungTest {
  @Test
  void isDueOnceInSoManyPolls() {
    Young young = new Young(1024);
    int renewals = 0;
    for (int poll = 1; poll <= 10 * 1024; poll++) {
      if (young.isDue(poll)) {
        renewals++;
      }
    }
    assertThat(renewals).isEqualTo(10);
  }
}
