// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {PaymentReference} from "../../contracts/common/PaymentReference.sol";

/// @notice A token that nobody issued: it moves nothing and says yes, unless it is stubborn, and calls back when called.
contract HostileToken {
    address private _target;
    bytes private _call;
    bool private _stubborn;

    /// @notice What the calls back came to, one by one.
    bool[] public outcomes;

    function plan(address target, bytes calldata call_) external {
        (_target, _call) = (target, call_);
    }

    function refuseToPay(bool stubborn) external {
        _stubborn = stubborn;
    }

    function outcomeCount() external view returns (uint256) {
        return outcomes.length;
    }

    function transferFrom(address, address, uint256) external returns (bool) {
        _strike();
        return !_stubborn;
    }

    function approve(address, uint256) external view returns (bool) {
        return !_stubborn;
    }

    function payOrQuarantine(address, uint256, address, PaymentReference) external returns (uint256) {
        require(!_stubborn, "never");
        _strike();
        return 0;
    }

    function _strike() private {
        if (_call.length == 0) return;
        (bool done, ) = _target.call(_call);
        outcomes.push(done);
    }
}
