#pragma once

// Loaded before a program under Valgrind 3.19 (LD_PRELOAD), this library lets programs run that use
// libdispatch. Before it waits for a signal, that Valgrind writes into the mask that the program
// passed, and libdispatch passes a constant.
