package weft.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import weft.future.ContextControl;
import weft.future.Probe;

class DuplexPipeTest {
  private final DuplexPipe.Pair pair = DuplexPipe.pair(4);
  private final DuplexPipe left = pair.left();
  private final DuplexPipe right = pair.right();

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void writingWaitsForSpaceAndReadingForBytes() throws Exception {
    ByteBuffer src = bytes("abcdefgh");
    Probe<Void> write = Probe.of(left.writeAll(src));
    assertThat(write.isPending()).isTrue();
    assertThat(src.position()).isEqualTo(4);
    ByteBuffer dst = ByteBuffer.allocate(3);
    assertThat(Probe.of(right.read(dst)).get()).isEqualTo(3);
    assertThat(write.wakes()).isEqualTo(1);
    assertThat(write.isPending()).isTrue();
    assertThat(src.position()).isEqualTo(7);
    ByteBuffer rest = ByteBuffer.allocate(5);
    Probe<Void> read = Probe.of(right.readExact(rest));
    assertThat(read.isPending()).isTrue();
    write.get();
    assertThat(read.wakes()).isEqualTo(1);
    read.get();
    assertThat(rest.flip()).isEqualTo(bytes("defgh"));
  }

  @Test
  void operationsOnEmptyBuffersAreDoneAtOnce() throws Exception {
    assertThat(Probe.of(left.write(ByteBuffer.allocate(0))).get()).isZero();
    assertThat(Probe.of(right.read(ByteBuffer.allocate(0))).get()).isZero();
  }

  @Test
  void shutdownLetsWhatIsThereBeReadFirst() throws Exception {
    Probe.of(left.writeAll(bytes("end"))).get();
    Probe.of(left.shutdown()).get();
    Probe.of(left.shutdown()).get();
    assertThat(Probe.of(right.readToEnd(10)).get()).isEqualTo("end".getBytes());
    assertThat(Probe.of(left.write(bytes("x"))).failure()).isInstanceOf(IOException.class);
    Probe.of(right.writeAll(bytes("back"))).get();
    ByteBuffer dst = ByteBuffer.allocate(4);
    Probe.of(left.readExact(dst)).get();
  }

  @Test
  void closingAnEndBreaksThePipeForTheOther() throws Exception {
    Probe<Void> blocked = Probe.of(left.writeAll(bytes("too long")));
    assertThat(blocked.isPending()).isTrue();
    Probe<Integer> reading = Probe.of(left.read(ByteBuffer.allocate(1)));
    assertThat(reading.isPending()).isTrue();
    right.close();
    right.close();
    assertThat(blocked.wakes()).isEqualTo(1);
    assertThat(blocked.failure()).isInstanceOf(IOException.class).hasMessageContaining("broken");
    assertThat(reading.wakes()).isEqualTo(1);
    assertThat(reading.get()).isEqualTo(IoResult.EOF);
  }

  @Test
  void pendingOperationsOfAClosedEndFail() throws Exception {
    Probe<Integer> reading = Probe.of(left.read(ByteBuffer.allocate(1)));
    assertThat(reading.isPending()).isTrue();
    left.onUndelivered();
    assertThat(reading.wakes()).isEqualTo(1);
    assertThat(reading.failure()).isInstanceOf(ClosedChannelException.class);
    assertThat(Probe.of(left.write(bytes("x"))).failure())
        .isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void eachOperationTakesAUnitOfTheBudgetAndAFruitlessOneGivesItBack() throws Exception {
    DuplexPipe.Pair large = DuplexPipe.pair(1000);
    Probe.of(large.left().writeAll(ByteBuffer.allocate(1000))).get();
    int[] reads = {0};
    Probe<Void> reader =
        Probe.of(
            weft.future.Futures.pollFn(
                cx -> {
                  while (large.right().pollRead(cx, ByteBuffer.allocate(1)) > 0) {
                    reads[0]++;
                  }
                  return weft.future.Poll.pending();
                }));
    reader.poll(5);
    assertThat(reads[0]).isEqualTo(5);
    assertThat(reader.wakes()).as("woken by the budget").isEqualTo(1);
    ContextControl control = ContextControl.create(weft.future.Services.none());
    control.begin(reader, 3);
    left.pollRead(control.context(), ByteBuffer.allocate(1));
    assertThat(control.end()).isEqualTo(3);
  }

  @Test
  void aPipeWithoutCapacityIsRefused() {
    assertThatThrownBy(() -> DuplexPipe.pair(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("capacity < 1: 0");
  }
}
