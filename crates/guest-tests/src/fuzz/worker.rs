//! A process that makes calls nobody has thought of, one after the other, until it has made enough or is ended for one.

use abi::{PAGE_LEN, Syscall};
use user::arch;

use super::arena;
use super::pool::Pool;
use crate::random::Random;
use crate::{call, map};

/// Calls after which the pool is made anew.
const FRESH: u64 = 64;
/// Calls that a child of a worker makes, and a thread.
const CHILD_CALLS: u64 = 30;
/// Bytes of a thread's stack.
const THREAD_STACK: u64 = 8 * PAGE_LEN;

/// What a worker is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Task {
    /// The seed of its chance.
    pub seed: u64,
    /// How many calls it makes.
    pub n_calls: u64,
    /// Whether it has root's rights.
    pub root: bool,
    /// Where it counts its calls, for whoever watches.
    pub counter: u64,
}

/// Makes the calls, and ends.
pub fn live(task: Task) -> ! {
    enter(task.root);
    let pid = u64::from(arch::getpid() as u32);
    let mut pool = Pool { random: Random(task.seed), root: task.root, pid };
    make_calls(&mut pool, task.n_calls, task.counter);
    arch::exit(0)
}

/// Shuts the worker into the arena.
fn enter(root: bool) {
    let _ = call(Syscall::Setpgid, [0, 0]);
    let _ = arch::chdir(arena::PATH);
    let _ = arena::with_path(".", |path| call(Syscall::Chroot, [path]));
    for fd in 0..3 {
        let _ = arch::close(fd);
    }
    // Others may have put a pipe there meanwhile, and nobody would come to its other end.
    for (path, flags) in
        [("/dev/null", abi::O_RDWR), ("/dev/tty", abi::O_RDONLY), ("/d", abi::O_RDONLY), ("/a", abi::O_RDWR)]
    {
        let _ = arch::open(path, flags | abi::O_NONBLOCK, 0);
    }
    if !root {
        let _ = call(Syscall::Setgid, [1000]);
        let _ = call(Syscall::Setuid, [1000]);
    }
}

fn make_calls(pool: &mut Pool, n_calls: u64, counter: u64) {
    let mut left = n_calls;
    while left > 0 {
        if left.is_multiple_of(FRESH) || left == n_calls {
            if pool.refresh().is_err() {
                // Its address space is full, or there is no memory: another worker begins with none of that.
                return;
            }
            pool.wake_me();
        }
        left -= 1;
        let number = number(pool);
        let args = pool.args(number);
        if !wanted(pool, number, &args) {
            continue;
        }
        if number == Syscall::Clone as u64 && pool.random.one_in(4) {
            thread(pool);
            continue;
        }
        let answer = arch::call_anything(number, args);
        if number == Syscall::Clone as u64 && answer == 0 {
            pool.random = Random(pool.random.word() ^ arch::getpid() as u64);
            left = left.min(CHILD_CALLS) / 2;
        }
        arch::store_word(counter, arch::load_word(counter) + 1);
    }
    if n_calls > 0 && u64::from(arch::getpid() as u32) != pool.pid {
        arch::exit(0);
    }
}

/// A row of the table, seldom a number that may have none.
fn number(pool: &mut Pool) -> u64 {
    if pool.random.one_in(50) { pool.random.below(600) } else { pool.random.choose(Syscall::ALL) as u64 }
}

/// Whether a call is made that would end the worker, or make it wait: seldom. What would end the test is not made.
fn wanted(pool: &mut Pool, number: u64, args: &[u64; 6]) -> bool {
    let Some(row) = Syscall::from_number(number) else { return true };
    match row {
        Syscall::Exit | Syscall::ExitGroup | Syscall::RtSigreturn => pool.random.one_in(50),
        Syscall::RtSigsuspend | Syscall::Execve => pool.random.one_in(4),
        Syscall::Kill | Syscall::Tkill | Syscall::Tgkill if pool.root => {
            let harmless = [pool.pid, 0x7fff_ffff, 0x8000_0000, u64::MAX << 24];
            harmless.contains(&args[0]) && pool.random.one_in(20)
        }
        // What root takes from the first process, everybody after has not.
        Syscall::Prlimit64 => !pool.root || args[0] == pool.pid,
        Syscall::Kill | Syscall::Tkill | Syscall::Tgkill => pool.random.one_in(20),
        // Root would get out of the arena.
        Syscall::Chroot => !pool.root,
        Syscall::Reboot => !(pool.root && args[0] as u32 == 0xfee1_dead),
        _ => true,
    }
}

/// Begins a thread that makes calls too, in the same memory and with the same descriptors.
fn thread(pool: &mut Pool) {
    let Ok(stack) = map(THREAD_STACK, abi::MAP_PRIVATE) else { return };
    arch::new_thread(stack + THREAD_STACK, thread_body, pool.random.word() << 1 | u64::from(pool.root));
}

extern "C" fn thread_body(seed: u64) -> ! {
    let pid = u64::from(arch::getpid() as u32);
    let mut pool = Pool { random: Random(seed), root: seed & 1 == 1, pid };
    for _ in 0..CHILD_CALLS {
        let number = number(&mut pool);
        let args = pool.args(number);
        if wanted(&mut pool, number, &args) && number != Syscall::Clone as u64 {
            arch::call_anything(number, args);
        }
    }
    loop {
        let _ = call(Syscall::Exit, [0]);
    }
}
