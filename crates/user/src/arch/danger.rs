//! What a program must not do, for the programs that show or try what happens then. To Rust these are harmless: it is
//! the processor, or the kernel, that stops the program.

use core::arch::asm;

/// Loads a byte from any address at all.
#[inline(never)]
pub fn load(address: u64) -> u8 {
    let byte;
    // SAFETY: If the processor allows the load, it changes nothing; else this is the program's last instruction.
    unsafe { asm!("lbu {}, 0({})", out(reg) byte, in(reg) address) };
    byte
}

/// Loads 64 bits from any address at all.
#[inline(never)]
pub fn load_word(address: u64) -> u64 {
    let word;
    // SAFETY: As above.
    unsafe { asm!("ld {}, 0({})", out(reg) word, in(reg) address) };
    word
}

/// Stores 64 bits at any address at all. The caller answers for what was there.
#[inline(never)]
pub fn store_word(address: u64, word: u64) {
    // SAFETY: The programs that call this store only in memory that they have from `mmap` and that Rust does not know.
    unsafe { asm!("sd {}, 0({})", in(reg) word, in(reg) address) };
}

/// Reads a register that belongs to the kernel.
#[inline(never)]
pub fn read_sstatus() -> u64 {
    let status;
    // SAFETY: As above.
    unsafe { asm!("csrr {}, sstatus", out(reg) status) };
    status
}

/// Makes any system call with any arguments, and gives back what the kernel has left in `a0`. The kernel may be asked to
/// take away the very memory that the program stands on: a program that asks so is ended by its next instruction.
#[inline(never)]
pub fn call_anything(number: u64, args: [u64; 6]) -> i64 {
    let [a, b, c, d, e, f] = args;
    let result: i64;
    // SAFETY: For the kernel every argument is good or refused; that is what the callers of this try.
    unsafe {
        asm!("ecall", in("a7") number, inlateout("a0") a => result,
            in("a1") b, in("a2") c, in("a3") d, in("a4") e, in("a5") f);
    }
    result
}

/// Begins a thread that runs `body` on the stack that ends at `stack`; the answer is its number, or an error.
#[inline(never)]
pub fn new_thread(stack: u64, body: extern "C" fn(u64) -> !, argument: u64) -> i64 {
    let flags = abi::CLONE_VM | abi::CLONE_FS | abi::CLONE_FILES | abi::CLONE_SIGHAND | abi::CLONE_THREAD;
    let result: i64;
    // SAFETY: The new thread never comes back from here: it calls `body`, on its own stack.
    unsafe {
        asm!(
            "ecall",
            "bnez a0, 1f",
            "mv a0, {argument}",
            "jr {body}",
            "1:",
            argument = in(reg) argument,
            body = in(reg) body,
            in("a7") abi::Syscall::Clone as u64,
            inlateout("a0") flags => result,
            in("a1") stack, in("a2") 0, in("a3") 0, in("a4") 0);
    }
    result
}

/// Enters a restartable sequence that never ends, and comes back when it was interrupted. `area` is the thread's
/// registered `struct rseq`; `sequence` are 32 bytes to describe the sequence in.
#[inline(never)]
pub fn endless_sequence(area: u64, sequence: u64) {
    // SAFETY: The program gives memory that Rust does not know; the kernel goes on at 3.
    unsafe {
        asm!(
            "la {start}, 1f",
            "sd zero, 0({sequence})",
            "sd {start}, 8({sequence})",
            "la {other}, 2f",
            "sub {other}, {other}, {start}",
            "sd {other}, 16({sequence})",
            "la {other}, 3f",
            "sd {other}, 24({sequence})",
            "sd {sequence}, 8({area})",
            "1: j 1b",
            "2:",
            ".word {signature}",
            "3:",
            area = in(reg) area,
            sequence = in(reg) sequence,
            start = out(reg) _,
            other = out(reg) _,
            signature = const abi::RSEQ_SIGNATURE,
        );
    }
}

/// Instructions that the hart has retired since its start.
#[inline(always)]
pub fn instructions() -> u64 {
    let count;
    // SAFETY: It reads a counter.
    unsafe { asm!("rdinstret {}", out(reg) count) };
    count
}
