package weft.samples.redis.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Splits an inline command (a line typed into telnet) into arguments.
 *
 * <p>Blanks separate. In double quotes {@code \n \r \t \b \a \xHH} are escapes and a backslash
 * before anything else stands for that character; in single quotes only {@code \'} is an escape. A
 * closing quote must be followed by a blank or the end; an opening one may come in the middle of a
 * word.
 */
final class InlineSplitter {
  private final byte[] line;
  private int position;
  private byte[] word = new byte[64];
  private int wordLength;

  private InlineSplitter(byte[] line) {
    this.line = line;
  }

  /** Splits a line without its end. */
  static Bytes[] split(byte[] line) throws ProtocolException {
    return new InlineSplitter(line).words();
  }

  private Bytes[] words() throws ProtocolException {
    List<Bytes> words = new ArrayList<>();
    while (skipBlanks()) {
      wordLength = 0;
      readWord();
      words.add(Bytes.of(Arrays.copyOf(word, wordLength)));
    }
    return words.toArray(new Bytes[0]);
  }

  private boolean skipBlanks() {
    while (position < line.length && isBlank(line[position])) {
      position++;
    }
    return position < line.length;
  }

  private void readWord() throws ProtocolException {
    while (position < line.length) {
      byte b = line[position++];
      switch (b) {
        case ' ', '\n', '\r', '\t' -> {
          return;
        }
        case '"' -> {
          readDoubleQuoted();
          return;
        }
        case '\'' -> {
          readSingleQuoted();
          return;
        }
        default -> append(b);
      }
    }
  }

  private void readDoubleQuoted() throws ProtocolException {
    while (position < line.length) {
      byte b = line[position++];
      if (b == '"') {
        requireBlankAfterQuote();
        return;
      }
      append(b == '\\' && position < line.length ? escape() : b);
    }
    throw unbalanced();
  }

  private byte escape() {
    byte b = line[position++];
    if (b == 'x' && position + 1 < line.length) {
      int high = Character.digit(line[position], 16);
      int low = Character.digit(line[position + 1], 16);
      if (high >= 0 && low >= 0) {
        position += 2;
        return (byte) (high << 4 | low);
      }
    }
    return switch (b) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'a' -> 0x07;
      default -> b;
    };
  }

  private void readSingleQuoted() throws ProtocolException {
    while (position < line.length) {
      byte b = line[position++];
      if (b == '\'') {
        requireBlankAfterQuote();
        return;
      }
      if (b == '\\' && position < line.length && line[position] == '\'') {
        position++;
        b = '\'';
      }
      append(b);
    }
    throw unbalanced();
  }

  private void requireBlankAfterQuote() throws ProtocolException {
    if (position < line.length && !isBlank(line[position])) {
      throw unbalanced();
    }
  }

  private void append(byte b) {
    if (wordLength == word.length) {
      word = Arrays.copyOf(word, word.length * 2);
    }
    word[wordLength++] = b;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }

  private static ProtocolException unbalanced() {
    return new ProtocolException("unbalanced quotes in request");
  }
}
