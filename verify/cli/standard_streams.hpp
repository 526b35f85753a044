#pragma once

namespace plumbline {

/// Makes the three standard streams harmless; call it first of all.
///
/// A stream that the process was started without is opened, on something that can be neither read nor written: else the
/// first file to be opened would take its number, and what is meant for a stream would go into it. A reader that goes
/// away (SIGPIPE) or a file that may not grow (SIGXFSZ) is an error of the write, not the end of the process.
void secure_standard_streams();

/// Lets standard output go nowhere: for all ranks but the first.
void silence_standard_output();

/// Ends the process as one whose reader went away, silently: nobody listens.
[[noreturn]] void end_unheard();

}  // namespace plumbline
