//! System calls in the words of `strace`: every argument and result decoded as the table of `abi` says it is meant.

use abi::{AT_FDCWD, Errno, Kind, Signature, Syscall};
use machine::Machine;

use crate::pointers::*;
use crate::text::{flags, flags_exact};

/// A call, caught at its `ecall`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The number in `a7`.
    pub number: u64,
    /// `a0` to `a5`.
    pub args: [u64; 6],
    /// The arguments that could be decoded at once; `None` for those the kernel fills.
    texts: Vec<Option<String>>,
}

/// A call that is over, decoded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decoded {
    /// Linux's name.
    pub name: String,
    /// Name and text of each argument.
    pub args: Vec<(String, String)>,
    /// The result; `None` while there is none, `"?"` if there will not be.
    pub result: Option<String>,
    /// Whether it is an error.
    pub failed: bool,
}

impl Decoded {
    /// The call without its result: `getdents64(3, 0x10002f40, 4096)`.
    pub fn call(&self) -> String {
        let args: Vec<&str> = self.args.iter().map(|(_, text)| text.as_str()).collect();
        format!("{}({})", self.name, args.join(", "))
    }

    /// The whole line, as `strace` prints it.
    pub fn line(&self) -> String {
        match &self.result {
            Some(result) => format!("{} = {result}", self.call()),
            None => format!("{} <unfinished ...>", self.call()),
        }
    }
}

impl Entry {
    /// Catches the call that the hart's registers hold. To be asked while the caller's address space is in force and
    /// before the kernel has touched anything.
    pub fn catch(machine: &Machine) -> Self {
        let x = &machine.hart.x;
        let args = [x[10], x[11], x[12], x[13], x[14], x[15]];
        let mut entry = Self { number: x[17], args, texts: Vec::new() };
        entry.texts = match entry.signature() {
            Some(signature) => {
                let decode = |index: usize| entry.arg(machine, signature.args[index].1, index, None);
                (0..signature.args.len()).map(decode).collect()
            }
            None => args.iter().map(|arg| Some(format!("{arg:#x}"))).collect(),
        };
        entry
    }

    fn signature(&self) -> Option<&'static Signature> {
        Syscall::from_number(self.number).map(Syscall::signature)
    }

    /// The row of the table, if it has one.
    pub fn syscall(&self) -> Option<Syscall> {
        Syscall::from_number(self.number)
    }

    /// The call as far as it is known before it returns.
    pub fn pending(&self) -> Decoded {
        self.decoded(|_, _, value| format!("{value:#x}"), None)
    }

    /// The call after it returned `result`. To be asked while the caller's address space is in force.
    pub fn returned(&self, machine: &Machine, result: u64) -> Decoded {
        let failed = errno(result).is_some();
        let fill = |index: usize, kind: Kind, value: u64| {
            let text = if failed { None } else { self.arg(machine, kind, index, Some(result)) };
            text.unwrap_or_else(|| address(value))
        };
        self.decoded(fill, Some(result))
    }

    fn decoded(&self, fill: impl Fn(usize, Kind, u64) -> String, result: Option<u64>) -> Decoded {
        let signature = self.signature();
        let names = |index: usize| match signature {
            Some(signature) => signature.args[index].0.to_string(),
            None => format!("a{index}"),
        };
        let kind = |index: usize| signature.map_or(Kind::Addr, |signature| signature.args[index].1);
        let text = |index: usize| {
            self.texts[index].clone().unwrap_or_else(|| fill(index, kind(index), self.args[index]))
        };
        let shown = (0..self.texts.len()).filter(|&index| self.is_shown(index));
        let never = signature.is_some_and(|signature| signature.result == Kind::Never);
        Decoded {
            name: signature
                .map_or_else(|| format!("syscall_{}", self.number), |signature| signature.name.to_string()),
            args: shown.map(|index| (names(index), text(index))).collect(),
            result: match result {
                Some(value) => {
                    Some(result_text(signature.map_or(Kind::Len, |signature| signature.result), value))
                }
                None => never.then(|| "?".to_string()),
            },
            failed: result.and_then(errno).is_some(),
        }
    }

    /// `openat` has a mode only if it creates, and `clone` its last arguments only if a flag asks for them.
    fn is_shown(&self, index: usize) -> bool {
        match self.syscall() {
            Some(Syscall::Openat) if index == 3 => self.args[2] & abi::O_CREAT != 0,
            Some(Syscall::Clone) if index >= 2 => self.args[index] != 0,
            _ => true,
        }
    }

    /// Whether it is the `struct flock` of `fcntl`.
    fn is_lock(&self, index: usize) -> bool {
        let locks = [abi::F_GETLK, abi::F_SETLK, abi::F_SETLKW];
        self.syscall() == Some(Syscall::Fcntl) && index == 2 && locks.contains(&self.args[1])
    }

    /// Whether it is the time until which `futex` waits: other operations have a number in its place.
    fn is_timeout(&self, index: usize) -> bool {
        let op = self.args[1] & !(abi::FUTEX_PRIVATE_FLAG | abi::FUTEX_CLOCK_REALTIME);
        let waits = op == abi::FUTEX_WAIT || op == abi::FUTEX_WAIT_BITSET;
        self.syscall() == Some(Syscall::Futex) && index == 3 && waits
    }

    /// An argument in words; `None` if only the kernel's answer (`result`) will tell.
    fn arg(&self, machine: &Machine, kind: Kind, index: usize, result: Option<u64>) -> Option<String> {
        let value = self.args[index];
        let text = match kind {
            Kind::Addr if self.is_lock(index) => lock(machine, value),
            Kind::Addr if self.is_timeout(index) => timespec(machine, value),
            Kind::Addr | Kind::Never => address(value),
            Kind::Zero | Kind::Len => value.to_string(),
            Kind::Fd | Kind::Pid | Kind::Status | Kind::Int => (value as i32).to_string(),
            Kind::Id if value as u32 == u32::MAX => "-1".into(),
            Kind::Id => (value as u32).to_string(),
            Kind::Access => {
                if value == 0 {
                    "F_OK".into()
                } else {
                    flags(value, abi::ACCESSES)
                }
            }
            Kind::Clock => flags_exact(value, abi::CLOCKS),
            Kind::FcntlCommand => flags_exact(value, abi::FCNTL_COMMANDS),
            Kind::IoctlRequest => flags_exact(value, abi::IOCTL_REQUESTS),
            Kind::FlockOp => flags(value, abi::FLOCK_OPS),
            Kind::FutexOp => futex_op(value),
            Kind::Magic => format!("{:#x}", value as u32),
            Kind::MapFlags => flags(value, abi::MAP_FLAGS),
            Kind::MapProt => {
                if value == 0 {
                    "PROT_NONE".into()
                } else {
                    flags(value, abi::PROTS)
                }
            }
            Kind::ProbeFlags => flags(value, abi::PROBE_FLAGS),
            Kind::ProbePairs => result.map(|_| probe_pairs(machine, value, self.args[index + 1]))?,
            Kind::Resource => flags_exact(value, abi::RESOURCES),
            Kind::RlimitIn => rlimit(machine, value),
            Kind::RlimitOut => result.map(|_| rlimit(machine, value))?,
            Kind::RseqFlags => flags(value, abi::RSEQ_FLAGS),
            Kind::Signal => flags_exact(value, abi::SIGNALS),
            Kind::SignalHow => flags_exact(value, abi::SIGNAL_HOWS),
            Kind::SignalSetIn => signal_set(machine, value),
            Kind::TimespecIn => timespec(machine, value),
            Kind::TimespecOut => result.map(|_| timespec(machine, value))?,
            Kind::StatfsOut | Kind::StatxOut => result.map(|_| address(value))?,
            Kind::FdPairOut => result.and_then(|_| fd_pair(machine, value))?,
            Kind::VectorIn => vector(machine, value, self.args[index + 1], u64::MAX),
            Kind::VectorOut => vector(machine, value, self.args[index + 1], result?),
            Kind::Offset => (value as i64).to_string(),
            Kind::DirFd if value as i32 == AT_FDCWD => "AT_FDCWD".into(),
            Kind::DirFd => (value as i32).to_string(),
            Kind::Mode => format!("{value:#05o}").replace("0o", "0"),
            Kind::OpenFlags => open_flags(value),
            Kind::AtFlags => flags(value, abi::AT_FLAGS),
            Kind::WaitFlags => flags(value, abi::WAIT_FLAGS),
            Kind::CloneArgsIn => clone_args(machine, value),
            Kind::CloneFlags => clone_flags(value),
            Kind::Whence => flags_exact(value, abi::WHENCES),
            Kind::Path => string(machine, value),
            Kind::Strings => strings(machine, value),
            Kind::In => buffer(machine, value, self.args[index + 1]),
            Kind::Out => buffer(machine, value, result?),
            Kind::DirentsOut => {
                format!("{} /* {} entries */", address(value), dirents(machine, value, result?).len())
            }
            Kind::StatOut => result.and_then(|_| stat(machine, value))?,
            Kind::UtsnameOut => result.and_then(|_| utsname(machine, value))?,
            Kind::WaitStatusOut if value == 0 => "NULL".into(),
            Kind::WaitStatusOut => match result? {
                0 => address(value),
                _ => format!("[{{{}}}]", wait_status(number(machine, value)?)),
            },
        };
        Some(text)
    }
}

/// The error that a result means: Linux returns `-errno`, between -4095 and -1.
pub fn errno(result: u64) -> Option<i32> {
    let value = result as i64;
    (-4095..0).contains(&value).then_some(-value as i32)
}

fn result_text(kind: Kind, value: u64) -> String {
    if let Some(number) = errno(value) {
        return match Errno::from_number(number) {
            Some(errno) => format!("-1 {} ({})", errno.name(), errno.text()),
            None => format!("-{number}"),
        };
    }
    match kind {
        Kind::Addr => address(value),
        Kind::Never => "?".into(),
        Kind::Mode => format!("{value:#05o}").replace("0o", "0"),
        _ => (value as i64).to_string(),
    }
}

fn open_flags(value: u64) -> String {
    let access = flags_exact(value & abi::O_ACCMODE, abi::ACCESS_MODES);
    match value & !abi::O_ACCMODE {
        0 => access,
        rest => format!("{access}|{}", flags(rest, abi::OPEN_FLAGS)),
    }
}

fn clone_flags(value: u64) -> String {
    let signal = flags_exact(value & 0xff, abi::SIGNALS);
    match value & !0xff {
        0 => signal,
        rest => format!("{}|{signal}", flags(rest, abi::CLONE_FLAGS)),
    }
}

fn futex_op(value: u64) -> String {
    let known = abi::FUTEX_PRIVATE_FLAG | abi::FUTEX_CLOCK_REALTIME;
    let op = flags_exact(value & !known, abi::FUTEX_OPS);
    match value & known {
        0 => op,
        rest => format!("{op}|{}", flags(rest, abi::FUTEX_FLAGS)),
    }
}
