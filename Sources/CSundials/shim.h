// The parts of SUNDIALS 6 that DeepLinearFlow uses: Runge–Kutta steps (ARKODE), BDF (CVODE), serial
// vectors, dense and Krylov linear solvers.
#pragma once
#include <arkode/arkode_erkstep.h>
#include <cvode/cvode.h>
#include <cvode/cvode_ls.h>
#include <nvector/nvector_serial.h>
#include <sundials/sundials_context.h>
#include <sundials/sundials_version.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunlinsol/sunlinsol_spgmr.h>
#include <sunmatrix/sunmatrix_dense.h>
