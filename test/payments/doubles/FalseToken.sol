// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../../../contracts/common/OrgId.sol";
import {PaymentReference} from "../../../contracts/common/PaymentReference.sol";
import {IInterbank} from "../../../contracts/payments/IInterbank.sol";
import {ISettlementToken} from "../../../contracts/payments/ISettlementToken.sol";

/// @notice Passes for a bank's token in EUR and tries what a thief would.
contract FalseToken {
    OrgId public issuer;
    string public currency = "EUR";
    uint8 public decimals = 2;

    uint256 private _amountAsked;
    uint256 private _timesAsked;
    ISettlementToken private _reserve;
    address private _reserveAccount;
    bool private _isNested;

    constructor(OrgId pretended) {
        issuer = pretended;
    }

    function pretend(OrgId pretended) external {
        issuer = pretended;
    }

    /// @notice From now on it asks for so much reserve, so many times, when it is to credit a payee.
    function ask(uint256 amountMinor, uint256 times) external {
        (_amountAsked, _timesAsked) = (amountMinor, times);
    }

    /// @notice From now on it brings reserve of its own, but claims a second arrival before that.
    function nest(ISettlementToken reserve, address account) external {
        (_reserve, _reserveAccount) = (reserve, account);
    }

    function claimArrival(IInterbank victim, address payee, uint256 amountMinor) public {
        victim.creditThrough(address(this), payee, amountMinor, PaymentReference.wrap(0));
    }

    function creditThrough(address, address, uint256, PaymentReference) external {
        for (uint256 i = 0; i < _timesAsked; ++i) IInterbank(msg.sender).bringReserve(_amountAsked);
    }

    function bringReserve(uint256 amountMinor) external {
        if (address(_reserve) == address(0)) return;
        if (!_isNested) {
            _isNested = true;
            claimArrival(IInterbank(msg.sender), _reserveAccount, amountMinor);
        }
        _reserve.transfer(_reserveAccount, amountMinor);
    }
}
