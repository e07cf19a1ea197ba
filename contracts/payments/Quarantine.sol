// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {OrgId} from "../common/OrgId.sol";
import {PaymentReference} from "../common/PaymentReference.sol";
import {Holding} from "./Holding.sol";
import {ISettlementToken} from "./ISettlementToken.sol";
import {Issuance} from "./Issuance.sol";

/// @title Quarantine
/// @notice Money that could not reach its payee waits here, so that one payee never stops the others.
abstract contract Quarantine is Issuance {
    /// @inheritdoc ISettlementToken
    uint256 public quarantineCount;

    mapping(uint256 quarantineId => QuarantinedPayment payment) private _quarantined;

    /// @inheritdoc ISettlementToken
    function payOrQuarantine(
        address payee,
        uint256 amountMinor,
        address returnTo,
        PaymentReference paymentReference
    ) external returns (uint256 quarantineId) {
        Holding payer = _holdings[msg.sender];
        _requirePayer(msg.sender, payer);
        _holdings[msg.sender] = _spend(msg.sender, payer, amountMinor);
        Holding holding = _holdings[payee];
        if (amountMinor == 0 || _canReceive(payee, holding)) {
            _holdings[payee] = holding.credited(amountMinor);
            emit Transfer(msg.sender, payee, amountMinor);
        } else {
            _requireWayBack(returnTo);
            quarantineId = _putAside(msg.sender, payee, amountMinor, returnTo, paymentReference);
        }
        emit PaymentMade(msg.sender, payee, amountMinor, paymentReference);
    }

    /// @inheritdoc ISettlementToken
    function claim(uint256 quarantineId, address to) external {
        OrgId orgId = _callingMember();
        address payee = _requireQuarantined(quarantineId).payee;
        OrgId owner = membership.accountOf(payee).orgId;
        if (orgId != owner) revert Token_OtherOrganisation(msg.sender, orgId, owner);
        _requireAccountOf(to, owner);
        _requirePayee(to, _holdings[to]);
        uint256 amountMinor = _release(quarantineId, to);
        emit QuarantineClaimed(quarantineId, to, msg.sender, amountMinor);
    }

    /// @inheritdoc ISettlementToken
    function returnQuarantined(
        uint256 quarantineId,
        address to,
        bytes32 returnReference
    ) external onlyIssuer {
        address returnTo = _requireQuarantined(quarantineId).returnTo;
        if (to != returnTo) _requireAccountOf(to, membership.accountOf(returnTo).orgId);
        _requirePayee(to, _holdings[to]);
        uint256 amountMinor = _release(quarantineId, to);
        emit QuarantineReturned(quarantineId, to, amountMinor, returnReference);
    }

    /// @inheritdoc ISettlementToken
    function inQuarantine(uint256 quarantineId) external view returns (QuarantinedPayment memory) {
        return _quarantined[quarantineId];
    }

    /// @dev Puts aside what was taken out of the payer's holding before.
    function _putAside(
        address from,
        address payee,
        uint256 amountMinor,
        address returnTo,
        PaymentReference paymentReference
    ) internal returns (uint256 quarantineId) {
        quarantineId = ++quarantineCount;
        _quarantined[quarantineId] = QuarantinedPayment(
            payee,
            uint96(amountMinor),
            returnTo,
            uint40(block.timestamp)
        );
        _holdings[address(this)] = _holdings[address(this)].credited(amountMinor);
        emit Transfer(from, address(this), amountMinor);
        emit PaymentQuarantined(quarantineId, payee, returnTo, from, amountMinor, paymentReference);
    }

    function _release(uint256 quarantineId, address to) private returns (uint256 amountMinor) {
        amountMinor = _quarantined[quarantineId].amountMinor;
        _quarantined[quarantineId].amountMinor = 0;
        _shift(address(this), to, amountMinor);
    }

    /// @dev What is put aside can always be returned: an organisation keeps its accounts for good, and a dismissed
    /// custodian can be admitted again.
    function _requireWayBack(address returnTo) private view {
        if (_holdings[returnTo].isCustodian()) return;
        if (membership.accountOf(returnTo).orgId.isNone()) revert Token_NoWayBack(returnTo);
    }

    function _requireQuarantined(
        uint256 quarantineId
    ) private view returns (QuarantinedPayment storage payment) {
        payment = _quarantined[quarantineId];
        if (payment.amountMinor == 0) revert Token_NotInQuarantine(quarantineId);
    }
}
