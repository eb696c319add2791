//! The benchmarks of channels and locks on Tokio.

use std::sync::{mpsc as std_mpsc, Arc};
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::sync::{broadcast, mpsc, oneshot, watch, Mutex, Semaphore};
use tokio::task::yield_now;

use crate::{median, multi_thread};

const TASKS: usize = 4;
const VALUES: usize = 2_500;
const ALL_VALUES: usize = TASKS * VALUES;
const SMALL: usize = 100;
const LARGE: usize = ALL_VALUES;
const ONESHOTS: usize = 1_000;
const CLAIMS: usize = 1_000;
const PERMITS: usize = 2;
const BROADCASTS: usize = 1_000;
const ROUND_TRIPS: usize = 1_000;

/// The median time of one unit in nanoseconds.
pub fn sample(bench: &str, duration: Duration) -> Option<f64> {
    let rt = multi_thread();
    Some(match bench {
        "mpsc_alone" => median(duration, VALUES, || {
            run(&rt, async {
                let (sender, mut receiver) = mpsc::channel(LARGE);
                for _ in 0..VALUES {
                    sender.send(1).await.unwrap();
                }
                drop(sender);
                while receiver.recv().await.is_some() {}
            })
        }),
        "mpsc_1" => median(duration, VALUES, || bounded(&rt, 1, SMALL)),
        "mpsc_4" => median(duration, ALL_VALUES, || bounded(&rt, TASKS, LARGE)),
        "mpsc_4_full" => median(duration, ALL_VALUES, || bounded(&rt, TASKS, SMALL)),
        "mpsc_4_unbounded" => median(duration, ALL_VALUES, || unbounded(&rt)),
        "oneshot" => median(duration, ONESHOTS, || {
            run(&rt, async {
                for _ in 0..ONESHOTS {
                    let (sender, receiver) = oneshot::channel();
                    sender.send(1).unwrap();
                    receiver.await.unwrap();
                }
            })
        }),
        "mutex_alone" => median(duration, CLAIMS, || mutex(&rt, 1)),
        "mutex_4" => median(duration, TASKS * CLAIMS, || mutex(&rt, TASKS)),
        "semaphore_alone" => median(duration, CLAIMS, || {
            run(&rt, async {
                let semaphore = Semaphore::new(1);
                for _ in 0..CLAIMS {
                    drop(semaphore.acquire().await.unwrap());
                }
            })
        }),
        "semaphore_4" => median(duration, TASKS * CLAIMS, || semaphore(&rt)),
        "broadcast_4" => median(duration, TASKS * BROADCASTS, || broadcast(&rt)),
        "watch_pair" => median(duration, ROUND_TRIPS, || watch_pair(&rt)),
        _ => return None,
    })
}

/// Runs a task of its own to its end.
fn run(rt: &Runtime, task: impl std::future::Future<Output = ()> + Send + 'static) {
    let (done, finished) = std_mpsc::sync_channel(1);
    rt.spawn(async move {
        task.await;
        done.send(()).unwrap();
    });
    finished.recv().unwrap();
}

fn bounded(rt: &Runtime, senders: usize, capacity: usize) {
    let (sender, mut receiver) = mpsc::channel(capacity);
    let (done, finished) = std_mpsc::sync_channel(1);
    rt.spawn(async move {
        while receiver.recv().await.is_some() {}
        done.send(()).unwrap();
    });
    for _ in 0..senders {
        let sender = sender.clone();
        rt.spawn(async move {
            for _ in 0..VALUES {
                sender.send(1).await.unwrap();
            }
        });
    }
    drop(sender);
    finished.recv().unwrap();
}

fn unbounded(rt: &Runtime) {
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let (done, finished) = std_mpsc::sync_channel(1);
    rt.spawn(async move {
        while receiver.recv().await.is_some() {}
        done.send(()).unwrap();
    });
    for _ in 0..TASKS {
        let sender = sender.clone();
        rt.spawn(async move {
            for _ in 0..VALUES {
                sender.send(1).unwrap();
                // The other programs' senders give way by their budget; an unbounded send here
                // never does.
                tokio::task::coop::consume_budget().await;
            }
        });
    }
    drop(sender);
    finished.recv().unwrap();
}

fn mutex(rt: &Runtime, tasks: usize) {
    let counter = Arc::new(Mutex::new(0));
    let (done, finished) = std_mpsc::sync_channel(tasks);
    for _ in 0..tasks {
        let counter = counter.clone();
        let done = done.clone();
        rt.spawn(async move {
            for _ in 0..CLAIMS {
                *counter.lock().await += 1;
            }
            done.send(()).unwrap();
        });
    }
    for _ in 0..tasks {
        finished.recv().unwrap();
    }
}

fn semaphore(rt: &Runtime) {
    let semaphore = Arc::new(Semaphore::new(PERMITS));
    let (done, finished) = std_mpsc::sync_channel(TASKS);
    for _ in 0..TASKS {
        let semaphore = semaphore.clone();
        let done = done.clone();
        rt.spawn(async move {
            for _ in 0..CLAIMS {
                let permit = semaphore.acquire().await.unwrap();
                yield_now().await;
                drop(permit);
            }
            done.send(()).unwrap();
        });
    }
    for _ in 0..TASKS {
        finished.recv().unwrap();
    }
}

fn broadcast(rt: &Runtime) {
    let (sender, _) = broadcast::channel(BROADCASTS);
    let (done, finished) = std_mpsc::sync_channel(TASKS);
    for _ in 0..TASKS {
        let mut receiver = sender.subscribe();
        let done = done.clone();
        rt.spawn(async move {
            while receiver.recv().await.is_ok() {}
            done.send(()).unwrap();
        });
    }
    rt.spawn(async move {
        for _ in 0..BROADCASTS {
            sender.send(1).unwrap();
        }
    });
    for _ in 0..TASKS {
        finished.recv().unwrap();
    }
}

fn watch_pair(rt: &Runtime) {
    let (there, mut asked) = watch::channel(0);
    let (back, mut answered) = watch::channel(0);
    let (done, finished) = std_mpsc::sync_channel(2);
    let both = done.clone();
    rt.spawn(async move {
        for _ in 0..ROUND_TRIPS {
            asked.changed().await.unwrap();
            back.send(1).unwrap();
        }
        both.send(()).unwrap();
    });
    rt.spawn(async move {
        for _ in 0..ROUND_TRIPS {
            there.send(1).unwrap();
            answered.changed().await.unwrap();
        }
        done.send(()).unwrap();
    });
    finished.recv().unwrap();
    finished.recv().unwrap();
}
