// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IInterbank} from "../../../contracts/payments/IInterbank.sol";
import {ISettlementToken} from "../../../contracts/payments/ISettlementToken.sol";
import {SettlementToken} from "../../../contracts/payments/SettlementToken.sol";
import {PaymentActs} from "./PaymentActs.sol";

/// @notice What banks do with their powers, and others try; and what becomes of members meanwhile.
abstract contract IssuerActs is PaymentActs {
    function issue(uint256 which, uint256 by, uint256 to, uint256 amount) external {
        SettlementToken token = _someToken(which);
        (address caller, address payee) = (_someIssuer(token, by), _someone(to));
        amount = amount % 1e9;
        bytes memory call = abi.encodeCall(token.issue, (payee, amount, _fresh()));
        if (!_use(token, caller, call)) return;
        _checkReceipt(token, payee);
        _supplies[token] += amount;
    }

    function recover(uint256 which, uint256 by, uint256 from, uint256 to) external {
        SettlementToken token = _someToken(which);
        (address lost, address account) = (_someone(from), _someone(to));
        if (to % 2 == 0) account = accountOf("deputy", _owners[lost]);
        uint256 balance = token.balanceOf(lost);
        uint256 before = token.balanceOf(account);
        bytes memory call = abi.encodeCall(token.recover, (lost, account, _fresh()));
        if (!_use(token, _someIssuer(token, by), call)) return;
        assertTrue(lost != account && _owners[lost] == _owners[account], "recovered to another");
        assertEq(token.balanceOf(lost), 0, "lost balance");
        assertEq(token.balanceOf(account), before + balance, "recovered balance");
        _checkReceipt(token, account);
        uint256 today = timeNow() / 1 days;
        _paid[token][account][today] += _paid[token][lost][today];
        _classes[token][account] = _classes[token][lost];
    }

    function setFrozen(uint256 which, uint256 by, uint256 whom, bool frozen) external {
        SettlementToken token = _someToken(which);
        address account = _someone(whom);
        bytes memory call =
            frozen && whom % 3 == 0
                ? abi.encodeCall(token.freeze, (account))
                : abi.encodeCall(token.unfreeze, (account));
        _use(token, _someIssuer(token, by), call);
    }

    function setLimits(uint256 which, uint256 by, uint8 limitClass, uint96 payment, uint96 day) external {
        SettlementToken token = _someToken(which);
        limitClass = limitClass % 3;
        ISettlementToken.Limits memory limits = ISettlementToken.Limits(payment % 1e9, day % 4e9);
        bytes memory call = abi.encodeCall(token.setLimits, (limitClass, limits));
        if (_use(token, _someIssuer(token, by), call)) _raisePeak(token, limitClass);
    }

    function classify(uint256 which, uint256 by, uint256 whom, uint8 limitClass) external {
        SettlementToken token = _someToken(which);
        address account = _someone(whom);
        bytes memory call = abi.encodeCall(token.classify, (account, limitClass % 3));
        if (_use(token, _someIssuer(token, by), call)) _classes[token][account] = limitClass % 3;
    }

    function bindLimits(uint256 which, uint256 whom) external {
        address[] memory accounts = new address[](2);
        (accounts[0], accounts[1]) = (_someone(whom), _someone(whom >> 8));
        _someToken(which).bindLimits(accounts);
    }

    function setCustodian(uint256 which, uint256 by, uint256 whom, bool admitted) external {
        SettlementToken token = _someToken(which);
        address custodian = _someone(whom);
        bytes memory call =
            admitted || whom % 3 == 0
                ? abi.encodeCall(token.admitCustodian, (custodian))
                : abi.encodeCall(token.removeCustodian, (custodian));
        if (_use(token, _someIssuer(token, by), call)) {
            assertTrue(custodian.code.length != 0, "a custodian without code");
        }
    }

    function returnQuarantined(uint256 which, uint256 by, uint256 to, uint256 id) external {
        SettlementToken token = _someToken(which);
        id = token.quarantineCount() == 0 ? 1 : 1 + (id % token.quarantineCount());
        address returnTo = token.inQuarantine(id).returnTo;
        address account = to % 4 == 0 ? _someone(to >> 8) : returnTo;
        bytes memory call = abi.encodeCall(token.returnQuarantined, (id, account, _fresh()));
        if (!_use(token, _someIssuer(token, by), call)) return;
        assertTrue(account == returnTo || _owners[account] == _owners[returnTo], "returned to another");
        _checkReceipt(token, account);
        _held[token][id] = 0;
    }

    /* Between banks */

    function payThrough(uint256 which, uint256 from, uint256 to, uint256 amount) external {
        (SettlementToken token, SettlementToken other) = which % 2 == 0
            ? (tokens[0], tokens[1])
            : (tokens[1], tokens[0]);
        (address payer, address payee) = (_someone(from), _someone(to));
        amount = _someAmount(token, payer, amount);
        bytes memory call = abi.encodeCall(token.payThrough, (other, payee, amount, REFERENCE));
        (bool done, ) = _attempt(payer, address(token), call);
        if (!done) return;
        _bookPayment(token, payer, amount);
        _checkReceipt(other, payee);
        _bookPayment(tokens[3], token.correspondence(other).ownReserve, amount);
        _supplies[token] -= amount;
        _supplies[other] += amount;
    }

    function setCorrespondent(uint256 which, uint256 by, uint96 perDay, bool isRemoved) external {
        (SettlementToken token, SettlementToken other) = which % 2 == 0
            ? (tokens[0], tokens[1])
            : (tokens[1], tokens[0]);
        IInterbank.Correspondent memory terms = IInterbank.Correspondent(
            tokens[3],
            issuerOf(token),
            issuerOf(other),
            perDay
        );
        bytes memory call =
            isRemoved && by % 5 == 0
                ? abi.encodeCall(token.removeCorrespondent, (other))
                : abi.encodeCall(token.setCorrespondent, (other, terms));
        _use(token, _someIssuer(token, by), call);
    }

    function falseCalls(uint256 which, uint256 by, uint256 amount) external {
        SettlementToken token = _someToken(which);
        address caller = _someone(by);
        bytes memory call =
            amount % 2 == 0
                ? abi.encodeCall(token.creditThrough, (caller, caller, amount, REFERENCE))
                : abi.encodeCall(token.bringReserve, (amount % 1e9));
        (bool done, ) = _attempt(caller, address(token), call);
        assertFalse(done, "money or reserve for a stranger");
    }

    /* The world */

    function setStanding(uint256 which, bool isSuspended) external {
        uint256 organisation = 1 + (which % 7);
        bytes memory call =
            isSuspended && which % 3 == 0
                ? abi.encodeCall(registry.suspend, (org(organisation), REASON))
                : abi.encodeCall(registry.reinstate, (org(organisation)));
        _attempt(address(timelock), address(registry), call);
    }

    function setFrozenInRegister(uint256 whom, bool frozen) external {
        address account = _someone(whom);
        bytes memory call =
            frozen && whom % 3 == 0
                ? abi.encodeCall(registry.freezeAccount, (account))
                : abi.encodeCall(registry.unfreezeAccount, (account));
        _attempt(admin(_owners[account]), address(registry), call);
    }

    function pass(uint256 duration) external {
        uint256 day = timeNow() / 1 days;
        skipSeconds(duration % 18 hours);
        if (timeNow() / 1 days != day) _resetPeaks();
    }

    /// @dev Tries a power of the issuer; it works for operators of the issuer alone.
    function _use(SettlementToken token, address caller, bytes memory call) internal returns (bool done) {
        bool may = _isIssuer(token, caller);
        (done, ) = _attempt(caller, address(token), call);
        if (done) assertTrue(may, "a power of the issuer");
    }
}
