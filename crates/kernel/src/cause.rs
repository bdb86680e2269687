//! Why a trap was taken: the numbers of `scause`. RISC-V Privileged ISA 20240411 §10.1.8 "Supervisor Cause (scause)
//! Register", table "Supervisor cause (scause) register values after trap".

use abi::{SIGBUS, SIGILL, SIGSEGV, SIGTRAP};
use isa::csr::scause;

use crate::pagetable::Perm;

macro_rules! exceptions {
    ($($number:literal $variant:ident $text:literal $signal:expr;)*) => {
        /// What an instruction did that the hart could not complete.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Exception { $(#[doc = $text] $variant,)* }

        impl Exception {
            /// The exception with this number, if supervisor mode can see it.
            pub const fn from_number(number: u64) -> Option<Exception> {
                match number { $($number => Some(Exception::$variant),)* _ => None }
            }

            /// The manual's words.
            pub const fn text(self) -> &'static str {
                match self { $(Exception::$variant => $text,)* }
            }

            /// The signal that Linux ends a process with for it.
            pub const fn signal(self) -> u32 {
                match self { $(Exception::$variant => $signal as u32,)* }
            }
        }
    };
}

exceptions! {
    0 InstructionMisaligned "instruction address misaligned" SIGBUS;
    1 InstructionAccess "instruction access fault" SIGSEGV;
    2 IllegalInstruction "illegal instruction" SIGILL;
    3 Breakpoint "breakpoint" SIGTRAP;
    4 LoadMisaligned "load address misaligned" SIGBUS;
    5 LoadAccess "load access fault" SIGSEGV;
    6 StoreMisaligned "store address misaligned" SIGBUS;
    7 StoreAccess "store access fault" SIGSEGV;
    8 UserCall "environment call from user mode" SIGILL;
    9 SupervisorCall "environment call from supervisor mode" SIGILL;
    12 InstructionPageFault "instruction page fault" SIGSEGV;
    13 LoadPageFault "load page fault" SIGSEGV;
    15 StorePageFault "store page fault" SIGSEGV;
}

impl Exception {
    /// The reason that goes with the signal, `si_code`. Linux 6.12, `include/uapi/asm-generic/siginfo.h`.
    pub const fn code(self) -> i32 {
        match self {
            // ILL_ILLOPC, TRAP_BRKPT, BUS_ADRALN, SEGV_MAPERR: 1 in each list.
            Exception::InstructionMisaligned
            | Exception::IllegalInstruction
            | Exception::Breakpoint
            | Exception::LoadMisaligned
            | Exception::StoreMisaligned
            | Exception::UserCall
            | Exception::SupervisorCall
            | Exception::InstructionPageFault
            | Exception::LoadPageFault
            | Exception::StorePageFault => 1,
            // SEGV_ACCERR.
            Exception::InstructionAccess | Exception::LoadAccess | Exception::StoreAccess => 2,
        }
    }

    /// What the instruction wanted of a page, if it is the page table that stopped it.
    pub const fn wanted_page(self) -> Option<Perm> {
        match self {
            Exception::InstructionPageFault => Some(Perm::X),
            Exception::LoadPageFault => Some(Perm::R),
            Exception::StorePageFault => Some(Perm::RW),
            Exception::InstructionMisaligned
            | Exception::InstructionAccess
            | Exception::IllegalInstruction
            | Exception::Breakpoint
            | Exception::LoadMisaligned
            | Exception::LoadAccess
            | Exception::StoreMisaligned
            | Exception::StoreAccess
            | Exception::UserCall
            | Exception::SupervisorCall => None,
        }
    }
}

/// Why a trap was taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cause {
    /// The instruction at `sepc` could not complete.
    Exception(Exception),
    /// The timer has reached `stimecmp`.
    Timer,
    /// A device wants attention.
    External,
    /// A number that this kernel knows nothing about.
    Unknown(u64),
}

impl Cause {
    /// The cause in `scause`.
    #[inline(always)]
    pub const fn from_scause(register: u64) -> Cause {
        let code = scause::CODE.get(register);
        match (scause::INTERRUPT.get(register), code) {
            (1, 5) => Cause::Timer,
            (1, 9) => Cause::External,
            (1, _) => Cause::Unknown(register),
            (_, code) => match Exception::from_number(code) {
                Some(exception) => Cause::Exception(exception),
                None => Cause::Unknown(register),
            },
        }
    }
}
