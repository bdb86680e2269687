//! `cargo xtask TASK`: reads the command line and calls the library. Exits 0 when all is well, 1 when it is not, 2 when
//! the command line makes no sense; `run` exits as the guest did.

use std::process::ExitCode;

use xtask::bundle;
use xtask::cli::{self, Task, USAGE};
use xtask::serve::{Port, Server};
use xtask::{Error, Result, boot, budget, check, dist, export, fuzz, guest, run, test};

fn main() -> ExitCode {
    let task = match cli::parse(std::env::args_os().skip(1)) {
        Ok(task) => task,
        Err(error) => {
            eprintln!("{error}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match perform(task) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: Task) -> Result<ExitCode> {
    let verdict = |well: bool| if well { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    match task {
        Task::Help => print!("{USAGE}"),
        Task::Serve(port) => serve(port)?,
        Task::Test => return test::test().map(verdict),
        Task::Check => return check::check().map(|failed| verdict(failed.is_empty())),
        Task::Fuzz(fuzz) => return fuzz::fuzz(&fuzz).map(verdict),
        Task::FuzzGuest(calls) => return guest::fuzz(&calls).map(verdict),
        Task::Bundle => println!("\n{}", bundle::page()?.table()),
        Task::Dist(to) => {
            let page = dist::dist(to)?;
            let (budgets, over) = budget::check(&page);
            println!("\n{}\n{budgets}\nThe folder is {}.", page.table(), page.directory.display());
            if over {
                return Err(Error("A part of the page is over its budget.".to_string()));
            }
        }
        Task::Export(to) => {
            let (file, len) = export::single_file(to)?;
            println!("\nThe page is {}, {:.1} MB.", file.display(), len as f64 / 1e6);
        }
        Task::Run(run) => return run::run(&run),
        Task::Boot(files) => return boot::boot(&files),
    }
    Ok(ExitCode::SUCCESS)
}

fn serve(port: Port) -> Result<()> {
    let page = bundle::page()?;
    println!("\n{}", page.table());
    let server = Server::start(&page.directory, port)?;
    println!("Ringside is at {}  (Ctrl-C ends)", server.url());
    server.join();
    Ok(())
}
