// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {MemberGated} from "../common/MemberGated.sol";
import {OrgId} from "../common/OrgId.sol";
import {IDirectory} from "../consortium/IDirectory.sol";
import {ISettlementToken} from "../payments/ISettlementToken.sol";
import {IAssetClasses} from "./IAssetClasses.sol";

/// @title AssetClasses
/// @notice The programmes under which claims are issued, see `IAssetClasses`.
abstract contract AssetClasses is IAssetClasses, MemberGated {
    /// @notice Names the money and the rooms of the alliance; fixed at deployment.
    IDirectory public immutable directory;

    /// @inheritdoc IAssetClasses
    uint32 public classCount;

    mapping(uint32 classId => AssetClass class) private _classes;
    mapping(OrgId sponsor => mapping(bytes32 rulesDigest => uint32 classId)) private _released;

    constructor(IDirectory directory_) {
        directory = directory_;
    }

    /// @inheritdoc IAssetClasses
    function releaseClass(ClassRules calldata rules) external returns (uint32 classId) {
        OrgId sponsor = _callingMember();
        if (rules.rulesDigest == 0) revert Classes_NoRules();
        uint32 earlier = _released[sponsor][rules.rulesDigest];
        if (earlier != 0) revert Classes_AlreadyReleased(sponsor, rules.rulesDigest, earlier);
        _requireRules(rules);
        classId = ++classCount;
        _released[sponsor][rules.rulesDigest] = classId;
        _classes[classId] = AssetClass(rules, sponsor, false);
        emit ClassReleased(classId, sponsor, rules.rulesDigest, rules);
    }

    /// @inheritdoc IAssetClasses
    function closeClass(uint32 classId) external {
        OrgId caller = _callingMember();
        AssetClass storage class = _requireClass(classId);
        if (class.sponsor != caller) revert Classes_NotSponsor(classId, caller, class.sponsor);
        if (class.closed) revert Classes_Closed(classId);
        class.closed = true;
        emit ClassClosed(classId, caller);
    }

    /// @inheritdoc IAssetClasses
    function classOf(uint32 classId) external view returns (AssetClass memory) {
        return _requireClass(classId);
    }

    /// @inheritdoc IAssetClasses
    function classByRules(OrgId sponsor, bytes32 rulesDigest) external view returns (uint32) {
        return _released[sponsor][rulesDigest];
    }

    /// @dev What a room asks of the rules of its classes: here, that their money is listed in the directory.
    function _requireRules(ClassRules calldata rules) internal view virtual {
        if (rules.token == address(0)) return;
        ISettlementToken token = ISettlementToken(rules.token);
        string memory name = string.concat(
            "token:",
            token.currency(),
            ":",
            Strings.toString(OrgId.unwrap(token.issuer()))
        );
        if (directory.addressOf(bytes32(bytes(name))) != rules.token)
            revert Classes_UnlistedToken(rules.token);
    }

    /// @dev The rules of a class that is open and under which `issuer` may issue.
    function _requireIssuable(uint32 classId, OrgId issuer) internal view returns (ClassRules storage rules) {
        AssetClass storage class = _requireClass(classId);
        if (class.closed) revert Classes_Closed(classId);
        rules = class.rules;
        if (!_hasOneOf(issuer, rules.issuerCapabilities))
            revert Classes_MayNotIssue(classId, issuer, rules.issuerCapabilities);
    }

    function _requireHolder(uint32 classId, OrgId holder) internal view {
        uint16 capabilities = _classes[classId].rules.holderCapabilities;
        if (!_hasOneOf(holder, capabilities)) revert Classes_MayNotHold(classId, holder, capabilities);
    }

    /// @dev The rules of a class that is known to exist.
    function _rulesOf(uint32 classId) internal view returns (ClassRules storage) {
        return _classes[classId].rules;
    }

    function _hasOneOf(OrgId orgId, uint16 capabilities) private view returns (bool) {
        return capabilities == 0 || membership.capabilitiesOf(orgId) & capabilities != 0;
    }

    function _requireClass(uint32 classId) private view returns (AssetClass storage class) {
        class = _classes[classId];
        if (class.sponsor.isNone()) revert Classes_Unknown(classId);
    }
}
