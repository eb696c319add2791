package weft.benchmarks.peers

import java.util.concurrent.CountDownLatch
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeoutOrNull
import kotlinx.coroutines.yield
import weft.benchmarks.harness.Meter
import weft.benchmarks.harness.PeerProgram
import weft.benchmarks.harness.Result
import weft.benchmarks.harness.Starvation
import weft.benchmarks.harness.SuspendedMemory
import weft.benchmarks.scheduler.BusyFlag
import weft.benchmarks.scheduler.Work

/*
 * The scheduler benchmarks on kotlinx.coroutines: a task is a coroutine launched without a parent
 * (a parent's list of children would cost more), a oneshot channel a CompletableDeferred; the
 * current-thread rows run in runBlocking's event loop. To be started with
 * -Dkotlinx.coroutines.scheduler.core.pool.size=2 and the same for max.pool.size.
 */

@OptIn(DelicateCoroutinesApi::class)
internal fun spawn(body: suspend CoroutineScope.() -> Unit): Job =
    GlobalScope.launch(Dispatchers.Default, block = body)

fun main(args: Array<String>) {
    PeerProgram.of("kotlinx.coroutines ${version()}, Kotlin ${KotlinVersion.CURRENT}")
        .add("spawn_many_from_worker", ::spawnManyFromWorker)
        .add("spawn_many_local", ::spawnManyLocal)
        .add("spawn_many_remote_idle", ::spawnManyRemoteIdle)
        .add("spawn_many_remote_busy1", ::spawnManyRemoteBusy1)
        .add("spawn_many_remote_busy2", ::spawnManyRemoteBusy2)
        .add("yield_many", ::yieldMany)
        .add("ping_pong", ::pingPong)
        .add("chained_spawn", ::chainedSpawn)
        .add("spawn_join", ::spawnJoin)
        .add("ct_spawn", ::ctSpawn)
        .add("ct_yield", ::ctYield)
        .add("ct_ping_pong", ::ctPingPong)
        // Under the names that they have in the suite "async":
        .add("create", ::spawnManyFromWorker)
        .add("yield", ::yieldMany)
        .add("memory_depth_0") { memory(0) }
        .add("memory_depth_10") { memory(10) }
        .add("memory_depth_50") { memory(50) }
        .addSync()
        .execute(*args)
}

private fun version(): String =
    object {}.javaClass.getResource("/META-INF/kotlinx_coroutines_core.version")?.readText()
        ?: "of unknown version"

private fun memory(depth: Int): Result =
    SuspendedMemory.measure {
        val waiting = CountDownLatch(SuspendedMemory.COUNT)
        val gate = CompletableDeferred<Unit>()
        val jobs = List(SuspendedMemory.COUNT) { spawn { suspendAt(depth, waiting, gate) } }
        waiting.await()
        AutoCloseable {
            gate.complete(Unit)
            runBlocking { jobs.forEach { it.join() } }
        }
    }

private suspend fun suspendAt(
    depth: Int,
    waiting: CountDownLatch,
    gate: CompletableDeferred<Unit>,
): Int {
    if (depth > 0) {
        return suspendAt(depth - 1, waiting, gate) + 1
    }
    waiting.countDown()
    gate.await()
    return 0
}

private fun spawnManyFromWorker(meter: Meter): Result =
    meter.median(Work.SPAWNS) {
        val done = CountDownLatch(1)
        spawn {
            val remaining = AtomicInteger(Work.SPAWNS)
            repeat(Work.SPAWNS) { spawn { countDown(remaining, done) } }
        }
        done.await()
    }

private fun spawnManyLocal(meter: Meter): Result =
    meter.median(Work.SPAWNS) {
        val done = CountDownLatch(1)
        val remaining = AtomicInteger(Work.SPAWNS)
        repeat(Work.SPAWNS) { spawn { countDown(remaining, done) } }
        done.await()
    }

private fun countDown(remaining: AtomicInteger, done: CountDownLatch) {
    if (remaining.decrementAndGet() == 0) {
        done.countDown()
    }
}

private fun spawnManyRemoteIdle(meter: Meter): Result =
    meter.median(Work.SPAWNS) { spawnAndAwaitAll(Work.SPAWNS) }

private fun spawnAndAwaitAll(count: Int) {
    val jobs = List(count) { spawn {} }
    runBlocking { jobs.forEach { it.join() } }
}

private fun spawnManyRemoteBusy1(meter: Meter): Result {
    val busy = BusyFlag()
    repeat(Work.BUSY1_TASKS) {
        spawn {
            while (busy.isUp) {
                yield()
                Work.stall()
            }
        }
    }
    return spawnBehindBusyWorkers(busy, Work.SPAWNS, meter)
}

private fun spawnManyRemoteBusy2(meter: Meter): Result {
    val busy = BusyFlag()
    repeat(Work.BUSY2_TASKS) { spawn { stallAndRespawn(busy) } }
    return spawnBehindBusyWorkers(busy, Work.SPAWNS_BUSY2, meter)
}

private fun stallAndRespawn(busy: BusyFlag) {
    Work.stall()
    if (busy.isUp) {
        spawn { stallAndRespawn(busy) }
    }
}

private fun spawnBehindBusyWorkers(busy: BusyFlag, count: Int, meter: Meter): Result =
    try {
        meter.median(count) {
            val jobs = List(count) { spawn {} }
            runBlocking {
                withTimeoutOrNull(meter.starvationLimit().toMillis()) { jobs.forEach { it.join() } }
            } ?: throw Starvation(jobs.count { it.isCompleted }, count)
        }
    } finally {
        busy.lower()
    }

private suspend fun yieldTimes() = repeat(Work.YIELDS) { yield() }

private fun yieldMany(meter: Meter): Result =
    meter.median(Work.YIELD_TASKS * Work.YIELDS) {
        val done = CountDownLatch(Work.YIELD_TASKS)
        repeat(Work.YIELD_TASKS) {
            spawn {
                yieldTimes()
                done.countDown()
            }
        }
        done.await()
    }

private fun pingPong(meter: Meter): Result =
    meter.median(Work.PAIRS) {
        val done = CountDownLatch(1)
        spawn {
            val remaining = AtomicInteger(Work.PAIRS)
            repeat(Work.PAIRS) {
                spawn {
                    pair { spawn(it) }
                    countDown(remaining, done)
                }
            }
        }
        done.await()
    }

private suspend fun pair(spawn: (suspend CoroutineScope.() -> Unit) -> Job) {
    val ping = CompletableDeferred<Unit>()
    val pong = CompletableDeferred<Unit>()
    spawn {
        ping.await()
        pong.complete(Unit)
    }
    ping.complete(Unit)
    pong.await()
}

private fun chainedSpawn(meter: Meter): Result =
    meter.median(Work.CHAIN) {
        val done = CountDownLatch(1)
        spawn { chain(Work.CHAIN, done) }
        done.await()
    }

private fun chain(length: Int, done: CountDownLatch) {
    if (length == 0) {
        done.countDown()
    } else {
        spawn { chain(length - 1, done) }
    }
}

private fun spawnJoin(meter: Meter): Result =
    meter.median(Work.JOINS) {
        val done = CountDownLatch(1)
        spawn {
            repeat(Work.JOINS) { spawn {}.join() }
            done.countDown()
        }
        done.await()
    }

private fun ctSpawn(meter: Meter): Result =
    meter.median(Work.CT_SPAWNS) {
        runBlocking {
            val jobs = List(Work.CT_SPAWNS) { launch {} }
            jobs.forEach { it.join() }
        }
    }

private fun ctYield(meter: Meter): Result =
    meter.median(Work.YIELD_TASKS * Work.YIELDS) {
        runBlocking {
            val jobs = List(Work.YIELD_TASKS) { launch { yieldTimes() } }
            jobs.forEach { it.join() }
        }
    }

private fun ctPingPong(meter: Meter): Result =
    meter.median(Work.PAIRS) {
        runBlocking {
            val done = CompletableDeferred<Unit>()
            val remaining = AtomicInteger(Work.PAIRS)
            repeat(Work.PAIRS) {
                launch {
                    pair { body -> launch(block = body) }
                    if (remaining.decrementAndGet() == 0) {
                        done.complete(Unit)
                    }
                }
            }
            done.await()
        }
    }
