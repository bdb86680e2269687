//! Runs a crate's wasm tests in headless Chromium: cargo calls it for each test program (`.cargo/config.toml`).
//! It is wasm-bindgen's own runner, as a library at the version of our lock file, told where the browser's driver is.

use std::env;
use std::process::{Command, ExitCode};

use wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args;
use xtask::{Explain, Result, tools};

/// Where the library looks for the driver.
const DRIVER: &str = "CHROMEDRIVER";
/// Makes the library take a browser, not node, where the test does not say.
const IN_BROWSER: &str = "WASM_BINDGEN_USE_BROWSER";

fn main() -> ExitCode {
    let result = if env::var_os(DRIVER).is_none() {
        again_with_a_driver()
    } else {
        run_cli_with_args(env::args_os()).explain(|| "The wasm tests failed".to_string()).map(|()| true)
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The library reads its settings from the environment, which only a new process can be given safely.
fn again_with_a_driver() -> Result<bool> {
    let browser = tools::ensure_browser()?;
    let own = env::current_exe().explain(|| "The test runner does not know where it is".to_string())?;
    let mut runner = Command::new(own);
    runner.args(env::args_os().skip(1)).env(DRIVER, &browser.chromedriver).env(IN_BROWSER, "1");
    let status = runner.status().explain(|| "The test runner could not be started again".to_string())?;
    Ok(status.success())
}
