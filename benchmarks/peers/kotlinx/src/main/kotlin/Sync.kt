package weft.benchmarks.peers

import java.util.concurrent.CountDownLatch
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.Semaphore
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.yield
import weft.benchmarks.harness.Meter
import weft.benchmarks.harness.PeerProgram
import weft.benchmarks.harness.Result
import weft.benchmarks.sync.SyncWork

/*
 * The benchmarks of channels and locks on kotlinx.coroutines. Its flows that share values have no
 * end of their own and drop or wait by other rules: broadcast and watch are left out.
 */

internal fun PeerProgram.addSync(): PeerProgram =
    add("mpsc_alone", ::mpscAlone)
        .add("mpsc_1") { mpsc(it, 1, SyncWork.SMALL) }
        .add("mpsc_4") { mpsc(it, SyncWork.TASKS, SyncWork.LARGE) }
        .add("mpsc_4_full") { mpsc(it, SyncWork.TASKS, SyncWork.SMALL) }
        .add("mpsc_4_unbounded") { mpsc(it, SyncWork.TASKS, Channel.UNLIMITED) }
        .add("oneshot", ::oneshot)
        .add("mutex_alone") { mutex(it, 1) }
        .add("mutex_4") { mutex(it, SyncWork.TASKS) }
        .add("semaphore_alone", ::semaphoreAlone)
        .add("semaphore_4", ::semaphore)

private fun mpscAlone(meter: Meter): Result =
    meter.median(SyncWork.VALUES) {
        val done = CountDownLatch(1)
        spawn {
            val channel = Channel<Int>(SyncWork.LARGE)
            repeat(SyncWork.VALUES) { channel.send(1) }
            channel.close()
            for (value in channel) {}
            done.countDown()
        }
        done.await()
    }

private fun mpsc(meter: Meter, senders: Int, capacity: Int): Result =
    meter.median(senders * SyncWork.VALUES) {
        val channel = Channel<Int>(capacity)
        val done = CountDownLatch(1)
        spawn {
            for (value in channel) {}
            done.countDown()
        }
        spawn {
            // The scope ends with the last of them: that closes the channel.
            kotlinx.coroutines.coroutineScope {
                repeat(senders) { launch { repeat(SyncWork.VALUES) { channel.send(1) } } }
            }
            channel.close()
        }
        done.await()
    }

private fun oneshot(meter: Meter): Result =
    meter.median(SyncWork.ONESHOTS) {
        val done = CountDownLatch(1)
        spawn {
            repeat(SyncWork.ONESHOTS) {
                val value = CompletableDeferred<Int>()
                value.complete(1)
                value.await()
            }
            done.countDown()
        }
        done.await()
    }

private fun mutex(meter: Meter, tasks: Int): Result =
    meter.median(tasks * SyncWork.CLAIMS) {
        val mutex = Mutex()
        var counter = 0
        val done = CountDownLatch(tasks)
        repeat(tasks) {
            spawn {
                repeat(SyncWork.CLAIMS) { mutex.withLock { counter++ } }
                done.countDown()
            }
        }
        done.await()
    }

private fun semaphoreAlone(meter: Meter): Result =
    meter.median(SyncWork.CLAIMS) {
        val done = CountDownLatch(1)
        spawn {
            val semaphore = Semaphore(1)
            repeat(SyncWork.CLAIMS) {
                semaphore.acquire()
                semaphore.release()
            }
            done.countDown()
        }
        done.await()
    }

private fun semaphore(meter: Meter): Result =
    meter.median(SyncWork.TASKS * SyncWork.CLAIMS) {
        val semaphore = Semaphore(SyncWork.PERMITS)
        val done = CountDownLatch(SyncWork.TASKS)
        repeat(SyncWork.TASKS) {
            spawn {
                repeat(SyncWork.CLAIMS) {
                    semaphore.acquire()
                    yield()
                    semaphore.release()
                }
                done.countDown()
            }
        }
        done.await()
    }
