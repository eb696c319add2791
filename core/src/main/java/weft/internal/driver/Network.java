package weft.internal.driver;

/**
 * Makes transports whose operations never wait: the JVM's selector in production, a simulated
 * network in tests. {@code weft.net} is written against this interface only.
 */
public interface Network {}
