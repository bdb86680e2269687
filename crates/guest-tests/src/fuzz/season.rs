//! A season: workers come and go in a new arena, until enough calls were made; then everything is cleared away, and the
//! kernel must have what it had before.

use alloc::vec::Vec;

use abi::{Errno, PAGE_LEN, Syscall, WNOHANG};
use user::{arch, complain};

use super::arena;
use super::worker::{self, Task};
use crate::random::Random;
use crate::{call, sleep};

/// Workers at one time.
const N_WORKERS: u64 = 4;
/// Calls that a worker is to make.
const CALLS: u64 = 2000;
/// Calls that it can have made, with its children. One that has made more does not stop by itself: who shares his memory
/// with a child may have lost his count.
const MOST: u64 = CALLS + 1000;
/// Calls that a worker makes at least, on the average; a season whose workers make fewer, since one of them has spoiled
/// the arena for all, is over with those that were made.
const FEWEST: u64 = 50;
/// Milliseconds between two looks at the workers.
const LOOK: u64 = 20;
/// Looks after which a worker that has made no call is ended: it waits for something that never comes.
const PATIENCE: u32 = 10;
/// Looks after which it is ended in any case: many times what its calls take, however slow they are.
const LIFE: u32 = 1000;
/// Looks after which one that was ended must be gone: every process has had the hart by then.
const GRACE: u32 = 100;
/// Processes from which on those are ended that nobody watches.
const CROWD: usize = 32;
/// Looks after which they are ended in any case: some run for ever, and leave the workers little of the hart.
const PATROL: u32 = 25;

/// What happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Figures {
    /// Calls that workers made.
    pub calls: u64,
    /// Workers that there were.
    pub workers: u64,
    /// Of these, ended by a signal of their own doing.
    pub killed: u64,
    /// And those that waited for too long.
    pub stuck: u64,
}

/// A worker as it is watched.
struct Watched {
    pid: i32,
    counter: u64,
    seen: u64,
    idle: u32,
    looks: u32,
}

impl Watched {
    /// Whether it is to be ended: it waits for something that never comes, or comes to no end.
    const fn is_stuck(&self) -> bool {
        self.idle >= PATIENCE || self.looks >= LIFE
    }
}

/// Plays a season in a process of its own, so that what the caller needs for itself is always the same. The caller is the
/// first process: those whom nobody waits for come to it.
pub fn run_apart(seed: u64, calls: u64, counters: u64, friends: &[i32]) -> Result<Figures, Errno> {
    let told = counters + PAGE_LEN / 2;
    let season = arch::fork()?;
    if season == 0 {
        let Figures { calls, workers, killed, stuck } = run(&mut Random(seed), calls, counters, friends)
            .unwrap_or_else(|error| {
                complain("fuzz", "the fuzzer itself", error);
                arch::exit(1)
            });
        (told..).step_by(8).zip([calls, workers, killed, stuck]).for_each(|(at, n)| arch::store_word(at, n));
        arch::exit(0)
    }
    loop {
        match arch::wait(-1)? {
            (pid, 0) if pid == season => break,
            (pid, status) if pid == season => {
                user::say(&alloc::format!("fuzz: the season ended with status {status:#x}"));
                return Err(Errno::Child);
            }
            _ => {}
        }
    }
    let [calls, workers, killed, stuck] = [0, 8, 16, 24].map(|at| arch::load_word(told + at));
    Ok(Figures { calls, workers, killed, stuck })
}

/// Lets workers make about `calls` calls. The counters are in the shared page at `counters`; `friends` are left alone.
fn run(random: &mut Random, calls: u64, counters: u64, friends: &[i32]) -> Result<Figures, Errno> {
    arena::set_up()?;
    let mut figures = Figures::default();
    let mut workers: Vec<Watched> = Vec::new();
    let mut looks = 0_u32;
    let wants_more =
        |figures: &Figures| figures.calls < calls && figures.workers < calls / FEWEST + 4 * N_WORKERS;
    while wants_more(&figures) || !workers.is_empty() {
        while wants_more(&figures) && workers.len() < N_WORKERS as usize {
            let taken = |counter| workers.iter().any(|worker| worker.counter == counter);
            let free = (0..N_WORKERS).map(|row| counters + 64 * row).find(|counter| !taken(*counter));
            let Some(counter) = free else { break };
            workers.push(begin(random, counter)?);
            figures.workers += 1;
        }
        sleep(LOOK);
        looks += 1;
        while let Ok((pid, status)) = ended() {
            let Some(row) = workers.iter().position(|worker| worker.pid == pid) else { continue };
            let worker = workers.remove(row);
            figures.calls += arch::load_word(worker.counter).min(MOST);
            figures.killed += u64::from(status & 0x7f != 0 && !worker.is_stuck());
            figures.stuck += u64::from(worker.is_stuck());
        }
        for worker in &mut workers {
            let now = arch::load_word(worker.counter);
            worker.idle = if now == worker.seen || now > MOST { worker.idle + 1 } else { 0 };
            worker.seen = now;
            worker.looks += 1;
            if worker.is_stuck() {
                kill(worker.pid);
            }
            if worker.idle >= PATIENCE + GRACE || worker.looks >= LIFE + GRACE {
                return Err(lives_on(&[worker.pid]));
            }
        }
        let watched: Vec<i32> =
            workers.iter().map(|worker| worker.pid).chain(friends.iter().copied()).collect();
        if looks.is_multiple_of(PATROL) || processes()?.len() > CROWD {
            end_others(&watched)?;
        }
    }
    // Nobody is left but this process, the first one, and the friends.
    looks = 0;
    while processes()?.len() > friends.len() + 2 {
        if looks >= GRACE {
            return Err(lives_on(&processes()?));
        }
        looks += 1;
        end_others(friends)?;
        sleep(LOOK);
        while ended().is_ok() {}
    }
    arena::clear_away()?;
    Ok(figures)
}

fn begin(random: &mut Random, counter: u64) -> Result<Watched, Errno> {
    arch::store_word(counter, 0);
    let task = Task { seed: random.word(), n_calls: CALLS, root: random.one_in(4), counter };
    match arch::fork()? {
        0 => worker::live(task),
        pid => Ok(Watched { pid, counter, seen: 0, idle: 0, looks: 0 }),
    }
}

/// A child that has ended, and its wait status.
fn ended() -> Result<(i32, u32), Errno> {
    let mut status = 0_u64;
    match call(Syscall::Wait4, [u64::MAX, (&raw mut status) as u64, WNOHANG, 0])? {
        0 => Err(Errno::Child),
        pid => Ok((pid as i32, status as u32)),
    }
}

fn kill(pid: i32) {
    let _ = call(Syscall::Kill, [pid as u64, abi::SIGKILL]);
}

/// That a process was killed and is still there is the kernel's fault.
fn lives_on(pids: &[i32]) -> Errno {
    user::say(&alloc::format!("fuzz: SIGKILL does not end all of {pids:?}"));
    Errno::Busy
}

/// Ends every process but the first one, this one and `kept`.
fn end_others(kept: &[i32]) -> Result<(), Errno> {
    let own = arch::getpid();
    processes()?.into_iter().filter(|pid| ![1, own].contains(pid) && !kept.contains(pid)).for_each(kill);
    Ok(())
}

/// The number of every process.
fn processes() -> Result<Vec<i32>, Errno> {
    let fd = arch::open("/proc", abi::O_RDONLY | abi::O_DIRECTORY, 0)?;
    let names = user::dir::read_names(fd)?;
    arch::close(fd)?;
    Ok(names.iter().filter_map(|name| name.parse().ok()).collect())
}
