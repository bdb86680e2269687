//! From the number in `a7` to the function in [`sys`](crate::sys): the system-call table.

use abi::Errno;

use crate::kernel::Kernel;
use crate::layout::VirtAddr;
use crate::process::{ProcessId, TrapFrame};
use crate::sys;

/// Who calls, and the kernel that answers.
pub struct Caller<'k> {
    /// The kernel.
    pub kernel: &'k mut Kernel,
    /// The process that made the call.
    pub id: ProcessId,
}

/// An entry of the table: takes the six argument registers, gives the result for `a0`.
pub type Handler = fn(&mut Caller<'_>, &[u64; 6]) -> Result<u64, Errno>;

/// Carries out the system call that the current process asks for in its registers.
#[inline(never)]
pub fn syscall(k: &mut Kernel) {
    let id = k.current_id();
    let frame = &mut k.processes[id].trapframe;
    // `sepc` is the address of the `ecall` itself: the program goes on behind it, four bytes further.
    frame.pc += 4;
    let (number, args) = (frame.x[TrapFrame::A7], frame.args());
    let program = frame.pc;

    let handler =
        usize::try_from(number).ok().and_then(|number| SYSCALL_TABLE.get(number)).copied().flatten();
    let result = match handler {
        Some(handler) => handler(&mut Caller { kernel: k, id }, &args),
        None => Err(Errno::NoSys),
    };

    let process = &mut k.processes[id];
    if result == Err(Errno::Intr) && can_be_made_again(number) {
        process.signals.restart = Some(args[0]);
    }
    let frame = &mut process.trapframe;
    // A new program begins with all registers clear: `execve` has no caller to give a result to.
    if frame.pc == program || result.is_err() {
        frame.x[TrapFrame::A0] = match result {
            Ok(value) => value,
            Err(errno) => -(errno as i64) as u64,
        };
    }
}

/// Whether a call that a signal has interrupted is made again where the handler allows that (`SA_RESTART`). Not those
/// that wait for a time or a signal. Linux: signal(7), "Interruption of system calls".
const fn can_be_made_again(number: u64) -> bool {
    use abi::Syscall::{Fcntl, Flock, Futex, Ioctl, Openat, Read, Readv, Wait4, Waitid, Write, Writev};
    matches!(
        abi::Syscall::from_number(number),
        Some(Fcntl | Flock | Read | Readv | Write | Writev | Openat | Ioctl | Wait4 | Waitid | Futex)
    )
}

/// How a register's 64 bits are understood; the names are those of [`abi::Kind`].
pub mod kinds {
    use super::VirtAddr;

    /// `Access`
    pub type Access = u32;
    /// `Addr`: an address, or a place for one.
    pub type Addr = VirtAddr;
    /// `AtFlags`
    pub type AtFlags = u32;
    /// `Clock`
    pub type Clock = i32;
    /// `CloneArgsIn`
    pub type CloneArgsIn = VirtAddr;
    /// `CloneFlags`
    pub type CloneFlags = u64;
    /// `DirFd`
    pub type DirFd = i32;
    /// `DirentsOut`
    pub type DirentsOut = VirtAddr;
    /// `FcntlCommand`
    pub type FcntlCommand = u32;
    /// `Fd`
    pub type Fd = i32;
    /// `FdPairOut`
    pub type FdPairOut = VirtAddr;
    /// `FlockOp`
    pub type FlockOp = u32;
    /// `FutexOp`
    pub type FutexOp = u32;
    /// `Id`
    pub type Id = u32;
    /// `In`
    pub type In = VirtAddr;
    /// `Int`
    pub type Int = i32;
    /// `IoctlRequest`
    pub type IoctlRequest = u32;
    /// `Len`
    pub type Len = u64;
    /// `Magic`
    pub type Magic = u32;
    /// `MapFlags`
    pub type MapFlags = u32;
    /// `MapProt`
    pub type MapProt = u32;
    /// `Mode`
    pub type Mode = u32;
    /// `Never`: what `exit` would return if it did.
    pub type Never = ();
    /// `Offset`
    pub type Offset = i64;
    /// `OpenFlags`
    pub type OpenFlags = u32;
    /// `Out`
    pub type Out = VirtAddr;
    /// `Path`
    pub type Path = VirtAddr;
    /// `Pid`
    pub type Pid = i32;
    /// `ProbeFlags`
    pub type ProbeFlags = u32;
    /// `ProbePairs`
    pub type ProbePairs = VirtAddr;
    /// `Resource`
    pub type Resource = u32;
    /// `RlimitIn`
    pub type RlimitIn = VirtAddr;
    /// `RlimitOut`
    pub type RlimitOut = VirtAddr;
    /// `RseqFlags`
    pub type RseqFlags = u32;
    /// `Signal`
    pub type Signal = i32;
    /// `SignalHow`
    pub type SignalHow = u32;
    /// `SignalSetIn`
    pub type SignalSetIn = VirtAddr;
    /// `StatOut`
    pub type StatOut = VirtAddr;
    /// `StatfsOut`
    pub type StatfsOut = VirtAddr;
    /// `Status`
    pub type Status = i32;
    /// `StatxOut`
    pub type StatxOut = VirtAddr;
    /// `Strings`
    pub type Strings = VirtAddr;
    /// `TimespecIn`
    pub type TimespecIn = VirtAddr;
    /// `TimespecOut`
    pub type TimespecOut = VirtAddr;
    /// `UtsnameOut`
    pub type UtsnameOut = VirtAddr;
    /// `VectorIn`
    pub type VectorIn = VirtAddr;
    /// `VectorOut`
    pub type VectorOut = VirtAddr;
    /// `WaitFlags`
    pub type WaitFlags = u32;
    /// `WaitStatusOut`
    pub type WaitStatusOut = VirtAddr;
    /// `Whence`
    pub type Whence = u32;
    /// `Zero`
    pub type Zero = ();
}

/// A type that fits a register. C's `int` is the register's lower half; the upper half is ignored, as in Linux.
trait Register {
    fn from_register(register: u64) -> Self;
    fn to_register(self) -> u64;
}

macro_rules! registers {
    ($($type:ty: $from:expr, $to:expr;)*) => {
        $(impl Register for $type {
            fn from_register(register: u64) -> Self { $from(register) }
            fn to_register(self) -> u64 { $to(self) }
        })*
    };
}
registers! {
    u64: |register| register, |value| value;
    i64: |register| register as i64, |value| value as u64;
    u32: |register| register as u32, |value| value as u64;
    i32: |register| register as i32, |value| value as u64;
    VirtAddr: VirtAddr, |address: VirtAddr| address.0;
    (): |_| (), |()| 0;
}

/// One entry function per row, and the table of them.
macro_rules! dispatcher {
    ($($number:literal $variant:ident $name:ident($($arg:ident: $kind:ident),*) -> $result:ident;)*) => {
        /// The entries of the table: each gives a call its arguments in the types that it asks for.
        mod entry {
            use super::*;
            $(pub(super) fn $name(caller: &mut Caller<'_>, args: &[u64; 6]) -> Result<u64, Errno> {
                let [$($arg,)* ..] = *args;
                let result: Result<kinds::$result, Errno> =
                    sys::$name(caller, $(<kinds::$kind as Register>::from_register($arg)),*);
                result.map(Register::to_register)
            })*
        }

        const N_CALLS: usize = {
            let mut highest = 0;
            $(if $number > highest { highest = $number; })*
            highest + 1
        };

        /// The system-call table. The index is Linux's number of the call on riscv64; `None` is a call that this
        /// kernel does not have.
        pub static SYSCALL_TABLE: [Option<Handler>; N_CALLS] = {
            let mut table: [Option<Handler>; N_CALLS] = [None; N_CALLS];
            $(table[$number] = Some(entry::$name);)*
            table
        };
    };
}
abi::syscalls!(dispatcher);
