//! Bad pointers for every call of the table, one argument after the other while the others are good.

use abi::{Errno, Kind, PAGE_LEN, Syscall};
use user::arch;

use super::{HERE, SCRATCH, SCRATCH_LEN, Trial, ask, expect, good, open, text, words};

pub const TRIALS: &[Trial] = &[("no call follows a bad pointer", every_call)];

/// The last page of the scratch memory, behind which there is nothing.
const LAST: u64 = SCRATCH + SCRATCH_LEN - PAGE_LEN;
/// A page that may only be read.
const CONSTANT: u64 = LAST - PAGE_LEN;

fn every_call() {
    good(Syscall::Mprotect, [CONSTANT, PAGE_LEN, abi::PROT_READ]);
    // No byte of the last page is zero, so that no path ends in it.
    (LAST..LAST + PAGE_LEN).step_by(8).for_each(|at| arch::store_word(at, u64::from_le_bytes(*b"straddle")));
    let nobodys =
        [0xffff_ffff_8000_0000, 0xffff_ffff_1000_0000, 0xffff_ffff_c000_1000, 0x4000, 1 << 38, 1 << 63];
    for &row in Syscall::ALL {
        let kinds = row.signature().args;
        for (position, (name, kind)) in kinds.iter().enumerate() {
            let written = match who_looks(*kind) {
                Look::Nobody => continue,
                Look::Reads => false,
                Look::Writes => true,
            };
            let ends = [LAST + PAGE_LEN - 1, u64::MAX - 6];
            for bad in nobodys.into_iter().chain(ends).chain(written.then_some(CONSTANT)) {
                let mut args = [0; 6];
                kinds.iter().zip(&mut args).for_each(|((_, kind), arg)| *arg = harmless(*kind));
                args[position] = bad;
                let answer = ask(row, args);
                expect(
                    answer.is_err(),
                    &alloc::format!("{} with {name} = {bad:#x}: {answer:?}", row.signature().name),
                );
                // What the call would do otherwise is known: then it must be the pointer that it complains about.
                let known = matches!(row, Syscall::Read | Syscall::Write | Syscall::Openat | Syscall::Uname);
                expect(
                    !known || answer == Err(Errno::Fault),
                    &alloc::format!("{}: {answer:?}", row.signature().name),
                );
            }
        }
    }
}

/// What the kernel does at an address.
enum Look {
    Nobody,
    Reads,
    Writes,
}

/// What a call must do there before anything else can come of it. An address of the kind `Addr` may be looked at or not.
fn who_looks(kind: Kind) -> Look {
    match kind {
        Kind::In | Kind::Path | Kind::SignalSetIn | Kind::Strings | Kind::TimespecIn | Kind::VectorIn => {
            Look::Reads
        }
        Kind::DirentsOut | Kind::FdPairOut | Kind::Out | Kind::StatOut | Kind::StatfsOut | Kind::StatxOut => {
            Look::Writes
        }
        Kind::TimespecOut | Kind::UtsnameOut | Kind::WaitStatusOut => Look::Writes,
        Kind::CloneArgsIn | Kind::RlimitIn => Look::Reads,
        Kind::ProbePairs | Kind::RlimitOut => Look::Writes,
        // The vector itself is only read.
        Kind::VectorOut => Look::Reads,
        Kind::Access | Kind::Addr | Kind::AtFlags | Kind::Clock | Kind::CloneFlags | Kind::DirFd => {
            Look::Nobody
        }
        Kind::FcntlCommand | Kind::Fd | Kind::FutexOp | Kind::Id | Kind::Int | Kind::IoctlRequest => {
            Look::Nobody
        }
        Kind::Len | Kind::MapFlags | Kind::MapProt | Kind::Mode | Kind::Never | Kind::Offset => Look::Nobody,
        Kind::OpenFlags | Kind::Pid | Kind::Signal | Kind::SignalHow | Kind::Status | Kind::WaitFlags => {
            Look::Nobody
        }
        Kind::FlockOp | Kind::Magic | Kind::ProbeFlags | Kind::Resource | Kind::RseqFlags => Look::Nobody,
        Kind::Whence | Kind::Zero => Look::Nobody,
    }
}

/// An argument of this kind that makes no call wait or end anything.
fn harmless(kind: Kind) -> u64 {
    match kind {
        Kind::DirFd => HERE,
        Kind::Fd => open("/dev/zero", abi::O_RDWR).min(3),
        Kind::Path => text("."),
        Kind::Strings | Kind::Addr => 0,
        Kind::TimespecIn => words(0, &[0, 1]),
        Kind::Len | Kind::Int => 8,
        Kind::Pid => u64::MAX,
        Kind::Signal => abi::SIGUSR1,
        Kind::SignalSetIn => words(16, &[0]),
        Kind::Mode => 0o755,
        Kind::VectorIn | Kind::VectorOut => words(32, &[SCRATCH, 8]),
        Kind::In | Kind::Out | Kind::StatOut | Kind::StatfsOut | Kind::StatxOut | Kind::DirentsOut => {
            SCRATCH + 512
        }
        Kind::CloneArgsIn | Kind::ProbePairs | Kind::RlimitIn | Kind::RlimitOut => SCRATCH + 512,
        Kind::FlockOp | Kind::Magic | Kind::ProbeFlags | Kind::Resource | Kind::RseqFlags => 0,
        Kind::FdPairOut | Kind::TimespecOut | Kind::UtsnameOut | Kind::WaitStatusOut => SCRATCH + 512,
        Kind::Access
        | Kind::AtFlags
        | Kind::Clock
        | Kind::CloneFlags
        | Kind::FcntlCommand
        | Kind::FutexOp => 0,
        Kind::Id | Kind::IoctlRequest | Kind::MapFlags | Kind::MapProt | Kind::Never | Kind::Offset => 0,
        Kind::OpenFlags | Kind::SignalHow | Kind::Status | Kind::WaitFlags | Kind::Whence | Kind::Zero => 0,
    }
}
