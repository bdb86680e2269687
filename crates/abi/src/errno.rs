//! Error numbers, as a failed system call returns them: negated, in `a0`.

/// What a kernel says to a program whose call failed.
macro_rules! errnos {
    ($($number:literal $variant:ident $name:literal $text:literal;)*) => {
        /// Why a system call failed. The numbers are Linux's.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(i32)]
        pub enum Errno {
            $(#[doc = $text] $variant = $number,)*
        }

        impl Errno {
            /// Every error, in the order of their numbers.
            pub const ALL: &[Errno] = &[$(Errno::$variant,)*];

            /// The error with this number, if there is one.
            pub const fn from_number(number: i32) -> Option<Errno> {
                match number {
                    $($number => Some(Errno::$variant),)*
                    _ => None,
                }
            }

            /// The name in C, as `"ENOENT"`.
            pub const fn name(self) -> &'static str {
                match self { $(Errno::$variant => $name,)* }
            }

            /// The sentence of `strerror`, as `"No such file or directory"`.
            pub const fn text(self) -> &'static str {
                match self { $(Errno::$variant => $text,)* }
            }
        }
    };
}

errnos! {
    1 Perm "EPERM" "Operation not permitted";
    2 NoEnt "ENOENT" "No such file or directory";
    3 Srch "ESRCH" "No such process";
    4 Intr "EINTR" "Interrupted system call";
    5 Io "EIO" "Input/output error";
    6 NoDevAddr "ENXIO" "No such device or address";
    7 TooBig "E2BIG" "Argument list too long";
    8 NoExec "ENOEXEC" "Exec format error";
    9 BadFd "EBADF" "Bad file descriptor";
    10 Child "ECHILD" "No child processes";
    11 Again "EAGAIN" "Resource temporarily unavailable";
    12 NoMem "ENOMEM" "Cannot allocate memory";
    13 Access "EACCES" "Permission denied";
    14 Fault "EFAULT" "Bad address";
    15 NotBlock "ENOTBLK" "Block device required";
    16 Busy "EBUSY" "Device or resource busy";
    17 Exist "EEXIST" "File exists";
    18 CrossDev "EXDEV" "Invalid cross-device link";
    19 NoDev "ENODEV" "No such device";
    20 NotDir "ENOTDIR" "Not a directory";
    21 IsDir "EISDIR" "Is a directory";
    22 Invalid "EINVAL" "Invalid argument";
    23 NFile "ENFILE" "Too many open files in system";
    24 MFile "EMFILE" "Too many open files";
    25 NotTty "ENOTTY" "Inappropriate ioctl for device";
    26 TextBusy "ETXTBSY" "Text file busy";
    27 FileBig "EFBIG" "File too large";
    28 NoSpace "ENOSPC" "No space left on device";
    29 Seek "ESPIPE" "Illegal seek";
    30 ReadOnly "EROFS" "Read-only file system";
    31 MLink "EMLINK" "Too many links";
    32 Pipe "EPIPE" "Broken pipe";
    33 Domain "EDOM" "Numerical argument out of domain";
    34 Range "ERANGE" "Numerical result out of range";
    35 Deadlock "EDEADLK" "Resource deadlock avoided";
    36 NameTooLong "ENAMETOOLONG" "File name too long";
    37 NoLock "ENOLCK" "No locks available";
    38 NoSys "ENOSYS" "Function not implemented";
    39 NotEmpty "ENOTEMPTY" "Directory not empty";
    40 Loop "ELOOP" "Too many levels of symbolic links";
    61 NoData "ENODATA" "No data available";
    75 Overflow "EOVERFLOW" "Value too large for defined data type";
    80 BadLib "ELIBBAD" "Accessing a corrupted shared library";
    88 NotSock "ENOTSOCK" "Socket operation on non-socket";
    95 NotSup "EOPNOTSUPP" "Operation not supported";
    97 AfNoSupport "EAFNOSUPPORT" "Address family not supported by protocol";
    110 TimedOut "ETIMEDOUT" "Connection timed out";
}
