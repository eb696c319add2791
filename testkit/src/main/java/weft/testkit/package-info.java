/**
 * Test tools for code that uses Weft. To test one future: {@link weft.testkit.PollProbe}; one
 * stream: {@link weft.testkit.StreamProbe}; code over a connection: {@link
 * weft.testkit.ScriptedIo}; cancellation: {@link weft.testkit.CancelEverywhere}.
 */
@NullMarked
package weft.testkit;

import org.jspecify.annotations.NullMarked;
