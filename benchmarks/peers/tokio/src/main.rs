//! The benchmarks of the scheduler, and in `sync` those of channels and locks, on Tokio: the same
//! work, parameters and output as the programs for the JVM. `benchmarks/README.md` says what each
//! benchmark does and how the programs are driven.

mod sync;

use std::future::Future;
use std::io::{BufRead, Write};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{mpsc, Arc};
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::oneshot;
use tokio::task::yield_now;

const WORKERS: usize = 2;
const SPAWNS: usize = 10_000;
const SPAWNS_BUSY2: usize = 1_000;
const YIELD_TASKS: usize = 200;
const YIELDS: usize = 1_000;
const PAIRS: usize = 1_000;
const CHAIN: usize = 1_000;
const JOINS: usize = 1_000;
const CT_SPAWNS: usize = 1_000;
const STALL: Duration = Duration::from_micros(10);
const MIN_SAMPLES: usize = 3;

fn main() {
    let mut warmup = Duration::from_millis(1_000);
    let mut measure = Duration::from_millis(1_000);
    let mut benches = Vec::new();
    let mut serve = false;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--serve" => serve = true,
            "--warmup-ms" => warmup = millis(&arg, args.next()),
            "--measure-ms" => measure = millis(&arg, args.next()),
            // Every benchmark finishes here; only the JVM peers need the limit.
            "--starve-ms" => drop(millis(&arg, args.next())),
            name => benches.push(name.to_string()),
        }
    }
    if serve {
        println!("READY Tokio {}", tokio_version());
        for line in std::io::stdin().lock().lines() {
            let Ok(line) = line else { break };
            let mut words = line.split_whitespace();
            match (words.next(), words.next()) {
                (Some("warm"), Some(bench)) => print_result(bench, warmup),
                (Some("run"), Some(bench)) => print_result(bench, measure),
                _ => {
                    eprintln!("not understood: {line:?}: use `warm <bench>` or `run <bench>`");
                    std::process::exit(2);
                }
            }
        }
    } else {
        if benches.is_empty() {
            benches = ALL.iter().map(|name| name.to_string()).collect();
        }
        for bench in &benches {
            sample(bench, warmup);
            print_result(bench, measure);
        }
    }
}

fn millis(option: &str, value: Option<String>) -> Duration {
    match value.as_deref().map(str::parse) {
        Some(Ok(value)) => Duration::from_millis(value),
        _ => {
            eprintln!("{option} wants a number of milliseconds, not {value:?}");
            std::process::exit(2);
        }
    }
}

fn print_result(bench: &str, duration: Duration) {
    match sample(bench, duration) {
        Some(ns) => println!("{bench} {ns:.2}"),
        None => println!("{bench} unsupported"),
    }
    let _ = std::io::stdout().flush();
}

const ALL: [&str; 12] = [
    "spawn_many_from_worker",
    "spawn_many_local",
    "spawn_many_remote_idle",
    "spawn_many_remote_busy1",
    "spawn_many_remote_busy2",
    "yield_many",
    "ping_pong",
    "chained_spawn",
    "spawn_join",
    "ct_spawn",
    "ct_yield",
    "ct_ping_pong",
];

/// The median time of one unit in nanoseconds.
fn sample(bench: &str, duration: Duration) -> Option<f64> {
    match bench {
        "spawn_many_from_worker" => {
            let rt = multi_thread();
            Some(median(duration, SPAWNS, || spawn_many_from_worker(&rt)))
        }
        "spawn_many_local" => {
            let rt = multi_thread();
            Some(median(duration, SPAWNS, || spawn_many_local(&rt)))
        }
        "spawn_many_remote_idle" => {
            let rt = multi_thread();
            Some(median(duration, SPAWNS, || spawn_and_await_all(&rt, SPAWNS)))
        }
        "spawn_many_remote_busy1" => {
            let rt = multi_thread();
            let busy = Arc::new(AtomicBool::new(true));
            for _ in 0..2 * WORKERS {
                let busy = busy.clone();
                rt.spawn(async move {
                    while busy.load(Ordering::Relaxed) {
                        yield_now().await;
                        stall();
                    }
                });
            }
            let ns = median(duration, SPAWNS, || spawn_and_await_all(&rt, SPAWNS));
            busy.store(false, Ordering::Relaxed);
            Some(ns)
        }
        "spawn_many_remote_busy2" => {
            let rt = multi_thread();
            let busy = Arc::new(AtomicBool::new(true));
            for _ in 0..WORKERS {
                stall_and_respawn(rt.handle().clone(), busy.clone());
            }
            let ns = median(duration, SPAWNS_BUSY2, || {
                spawn_and_await_all(&rt, SPAWNS_BUSY2)
            });
            busy.store(false, Ordering::Relaxed);
            Some(ns)
        }
        "yield_many" => {
            let rt = multi_thread();
            Some(median(duration, YIELD_TASKS * YIELDS, || yield_many(&rt)))
        }
        "ping_pong" => {
            let rt = multi_thread();
            Some(median(duration, PAIRS, || ping_pong(&rt)))
        }
        "chained_spawn" => {
            let rt = multi_thread();
            Some(median(duration, CHAIN, || {
                let (done, finished) = mpsc::sync_channel(1);
                rt.spawn(async move { chain(CHAIN, done) });
                finished.recv().unwrap();
            }))
        }
        "spawn_join" => {
            let rt = multi_thread();
            Some(median(duration, JOINS, || spawn_join(&rt)))
        }
        "ct_spawn" => {
            let rt = current_thread();
            Some(median(duration, CT_SPAWNS, || ct_spawn(&rt)))
        }
        "ct_yield" => {
            let rt = current_thread();
            Some(median(duration, YIELD_TASKS * YIELDS, || ct_yield(&rt)))
        }
        "ct_ping_pong" => {
            let rt = current_thread();
            Some(median(duration, PAIRS, || ct_ping_pong(&rt)))
        }
        name => sync::sample(name, duration),
    }
}

fn median(duration: Duration, units: usize, mut body: impl FnMut()) -> f64 {
    let mut samples = Vec::new();
    let begin = Instant::now();
    while samples.len() < MIN_SAMPLES || begin.elapsed() < duration {
        let start = Instant::now();
        body();
        samples.push(start.elapsed().as_nanos() as u64);
    }
    samples.sort_unstable();
    let middle = samples.len() / 2;
    let median = if samples.len() % 2 == 1 {
        samples[middle] as f64
    } else {
        (samples[middle - 1] + samples[middle]) as f64 / 2.0
    };
    median / units as f64
}

fn multi_thread() -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .enable_all()
        .build()
        .unwrap()
}

fn current_thread() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn spawn_countdown(remaining: &Arc<AtomicUsize>, done: &mpsc::SyncSender<()>) {
    let remaining = remaining.clone();
    let done = done.clone();
    tokio::spawn(async move {
        if remaining.fetch_sub(1, Ordering::Relaxed) == 1 {
            done.send(()).unwrap();
        }
    });
}

fn spawn_many_from_worker(rt: &Runtime) {
    let (done, finished) = mpsc::sync_channel(1);
    rt.spawn(async move {
        let remaining = Arc::new(AtomicUsize::new(SPAWNS));
        for _ in 0..SPAWNS {
            spawn_countdown(&remaining, &done);
        }
    });
    finished.recv().unwrap();
}

fn spawn_many_local(rt: &Runtime) {
    let (done, finished) = mpsc::sync_channel(1);
    let remaining = Arc::new(AtomicUsize::new(SPAWNS));
    rt.block_on(async {
        for _ in 0..SPAWNS {
            spawn_countdown(&remaining, &done);
        }
        finished.recv().unwrap();
    });
}

fn spawn_and_await_all(rt: &Runtime, count: usize) {
    let mut handles = Vec::with_capacity(count);
    for _ in 0..count {
        handles.push(rt.spawn(async {}));
    }
    rt.block_on(async {
        for handle in handles {
            handle.await.unwrap();
        }
    });
}

/// Occupies the worker for ten microseconds, offering the processor to other threads.
fn stall() {
    let start = Instant::now();
    while start.elapsed() < STALL {
        std::thread::yield_now();
    }
}

fn stall_and_respawn(handle: Handle, busy: Arc<AtomicBool>) {
    handle.clone().spawn(async move {
        stall();
        if busy.load(Ordering::Relaxed) {
            stall_and_respawn(handle, busy);
        }
    });
}

async fn yield_times() {
    for _ in 0..YIELDS {
        yield_now().await;
    }
}

fn yield_many(rt: &Runtime) {
    let (done, finished) = mpsc::sync_channel(YIELD_TASKS);
    for _ in 0..YIELD_TASKS {
        let done = done.clone();
        rt.spawn(async move {
            yield_times().await;
            done.send(()).unwrap();
        });
    }
    for _ in 0..YIELD_TASKS {
        finished.recv().unwrap();
    }
}

/// One task of a pair: makes both channels, starts its partner, sends and waits for the answer.
fn pair() -> impl Future<Output = ()> {
    async {
        let (ping, pinged) = oneshot::channel();
        let (pong, ponged) = oneshot::channel();
        tokio::spawn(async move {
            pinged.await.unwrap();
            pong.send(()).unwrap();
        });
        ping.send(()).unwrap();
        ponged.await.unwrap();
    }
}

fn ping_pong(rt: &Runtime) {
    let (done, finished) = mpsc::sync_channel(1);
    let remaining = Arc::new(AtomicUsize::new(PAIRS));
    rt.spawn(async move {
        for _ in 0..PAIRS {
            let remaining = remaining.clone();
            let done = done.clone();
            tokio::spawn(async move {
                pair().await;
                if remaining.fetch_sub(1, Ordering::Relaxed) == 1 {
                    done.send(()).unwrap();
                }
            });
        }
    });
    finished.recv().unwrap();
}

fn chain(length: usize, done: mpsc::SyncSender<()>) {
    if length == 0 {
        done.send(()).unwrap();
    } else {
        tokio::spawn(async move { chain(length - 1, done) });
    }
}

fn spawn_join(rt: &Runtime) {
    let (done, finished) = mpsc::sync_channel(1);
    rt.spawn(async move {
        for _ in 0..JOINS {
            tokio::spawn(async {}).await.unwrap();
        }
        done.send(()).unwrap();
    });
    finished.recv().unwrap();
}

fn ct_spawn(rt: &Runtime) {
    rt.block_on(async {
        let mut handles = Vec::with_capacity(CT_SPAWNS);
        for _ in 0..CT_SPAWNS {
            handles.push(tokio::spawn(async {}));
        }
        for handle in handles {
            handle.await.unwrap();
        }
    });
}

fn ct_yield(rt: &Runtime) {
    rt.block_on(async {
        let handles: Vec<_> = (0..YIELD_TASKS)
            .map(|_| tokio::spawn(yield_times()))
            .collect();
        for handle in handles {
            handle.await.unwrap();
        }
    });
}

fn ct_ping_pong(rt: &Runtime) {
    rt.block_on(async {
        let (done, finished) = oneshot::channel();
        let done = Arc::new(std::sync::Mutex::new(Some(done)));
        let remaining = Arc::new(AtomicUsize::new(PAIRS));
        for _ in 0..PAIRS {
            let remaining = remaining.clone();
            let done = done.clone();
            tokio::spawn(async move {
                pair().await;
                if remaining.fetch_sub(1, Ordering::Relaxed) == 1 {
                    done.lock().unwrap().take().unwrap().send(()).unwrap();
                }
            });
        }
        finished.await.unwrap();
    });
}

/// The exact version that the manifest asks for.
fn tokio_version() -> &'static str {
    let manifest = include_str!("../Cargo.toml");
    manifest
        .split("tokio = { version = \"=")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap_or("of unknown version")
}
